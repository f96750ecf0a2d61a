#!/usr/bin/env python3
"""Records what Docker's command line sends: an engine that has whatever it is asked for, and makes nothing.

    python3 record.py services.txt    # a command line of docker service create each -> services.jsonl
    python3 record.py stack.yaml      # docker stack deploy of it as "shop"          -> stack.jsonl
"""
import http.server
import json
import os
import re
import shlex
import subprocess
import sys
import threading
import urllib.parse

sent = []


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *arguments):
        pass

    def answer(self, status, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in (('Api-Version', '1.45'), ('Content-Type', 'application/json'), ('Content-Length', str(len(body)))):
            self.send_header(name, text)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        path = re.sub(r'^/v[\d.]+', '', url.path)
        network = re.match(r'/networks/(.+)', path)
        if path == '/_ping':
            self.answer(200, b'OK')
        elif path == '/info':
            self.answer(200, {'Swarm': {'LocalNodeState': 'active', 'ControlAvailable': True, 'NodeID': 'n'}})
        elif path in ('/secrets', '/configs'):
            filters = json.loads(urllib.parse.parse_qs(url.query).get('filters', ['{}'])[0])
            self.answer(200, [{'ID': 'id-' + n, 'Spec': {'Name': n}} for n in filters.get('name', {})])
        elif network:
            self.answer(200, {'Id': network.group(1), 'Name': network.group(1), 'Scope': 'swarm', 'Driver': 'overlay'})
        elif path in ('/networks', '/services', '/tasks'):
            self.answer(200, [])
        else:
            self.answer(404, {'message': 'not found'})

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        path = re.sub(r'^/v[\d.]+', '', urllib.parse.urlparse(self.path).path)
        sent.append({'path': path, 'body': json.loads(body)})
        self.answer(201, {'ID': 'x', 'Id': 'x'})


def main(source):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = dict(os.environ, DOCKER_HOST='tcp://127.0.0.1:%d' % server.server_port, HERE='yes')
    if source.endswith('.yaml'):
        subprocess.run(['docker', 'stack', 'deploy', '-c', source, 'shop'], env=environment, check=True)
        sent.sort(key=lambda r: (r['path'], r['body']['Name']))
    else:
        with open(source, encoding='utf-8') as lines:
            for line in lines:
                # what follows the request fails, since no service was made
                subprocess.run(['docker', 'service', 'create', '-d', '-q'] + shlex.split(line), env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(os.path.splitext(source)[0] + '.jsonl', 'w', encoding='utf-8') as out:
        for request in sent:
            out.write(json.dumps(request) + '\n')


main(sys.argv[1])
