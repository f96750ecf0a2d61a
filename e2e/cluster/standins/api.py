"""Just enough of a Kubernetes client: JSON requests, and a watch that lasts through restarts of the API server."""
import http.client
import json
import ssl
import sys
import threading
import time
import urllib.parse

MERGE = 'application/merge-patch+json'


class ApiError(Exception):
    def __init__(self, status, text):
        super().__init__(f'{status} {text}')
        self.status = status


class Api:
    def __init__(self, server, token, ca):
        self.address = urllib.parse.urlsplit(server).netloc
        self.headers = {'Authorization': 'Bearer ' + token, 'Accept': 'application/json'}
        self.context = ssl.create_default_context(cafile=ca)
        self.local = threading.local()

    def request(self, method, path, body=None, kind='application/json'):
        data = None if body is None else json.dumps(body)
        headers = {**self.headers, 'Content-Type': kind}
        for attempt in (1, 2):  # a kept connection may have been closed meanwhile: once more on a fresh one
            fresh = getattr(self.local, 'connection', None) is None
            if fresh:
                self.local.connection = self._connect(10)
            try:
                self.local.connection.request(method, path, data, headers)
                answer = self.local.connection.getresponse()
                text = answer.read().decode()
                break
            except (OSError, http.client.HTTPException):
                self.local.connection.close()
                self.local.connection = None
                if fresh or attempt == 2:
                    raise
        if answer.status >= 400:
            raise ApiError(answer.status, text)
        return json.loads(text)

    def follow(self, path, handler):
        """Calls handler.replace(objects) with the whole list, then handler.change(kind, object) for each event; for ever."""
        last = None
        while True:
            try:
                listed = self.request('GET', path)
                handler.replace(listed['items'])
                self._watch(path, listed['metadata']['resourceVersion'], handler)
            except (OSError, http.client.HTTPException, ApiError, ValueError) as error:
                if repr(error) != last:  # a server that stays away is one line in the log
                    last = repr(error)
                    print(f'{path}: {error}', file=sys.stderr)
                time.sleep(0.5)

    def _watch(self, path, version, handler):
        connection = self._connect(120)
        try:
            query = f'?watch=1&allowWatchBookmarks=true&timeoutSeconds=100&resourceVersion={version}'
            connection.request('GET', path + query, headers=self.headers)
            answer = connection.getresponse()
            if answer.status != 200:
                raise ApiError(answer.status, answer.read().decode())
            while line := answer.readline():
                event = json.loads(line)
                if event['type'] == 'ERROR':  # most often: the version is too old, list anew
                    return
                if event['type'] != 'BOOKMARK':
                    handler.change(event['type'], event['object'])
        finally:
            connection.close()

    def _connect(self, timeout):
        return http.client.HTTPSConnection(self.address, timeout=timeout, context=self.context)


class Store:
    """The watched objects by (namespace, name); on_change(key) is told each time one of them changes."""

    def __init__(self, on_change):
        self.objects = {}
        self.on_change = on_change

    def replace(self, items):
        fresh = {key_of(item): item for item in items}
        touched = fresh.keys() | self.objects.keys()
        self.objects = fresh
        for key in touched:
            self.on_change(key)

    def change(self, kind, item):
        key = key_of(item)
        if kind == 'DELETED':
            self.objects.pop(key, None)
        else:
            self.objects[key] = item
        self.on_change(key)


def key_of(item):
    return item['metadata'].get('namespace', ''), item['metadata']['name']
