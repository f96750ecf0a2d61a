"""The server under measurement, as a process, and plain HTTP to it. Local addresses only."""

import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import time

from programs import BenchError, run

HOST = "127.0.0.1"


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def ping_until(port, deadline):
    """Returns when /_ping is answered."""
    request = b"GET /_ping HTTP/1.1\r\nHost: d2k\r\nConnection: close\r\n\r\n"
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((HOST, port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        time.sleep(0.002)
    raise BenchError("no answer to /_ping")


class Connection:
    """One kept connection."""

    def __init__(self, port):
        self.client = http.client.HTTPConnection(HOST, port, timeout=60)

    def request(self, method, path, body=None):
        data, headers = None, {}
        if body is not None:
            data, headers = json.dumps(body), {"Content-Type": "application/json"}
        self.client.request(method, path, body=data, headers=headers)
        answer = self.client.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise BenchError(f"{method} {path}: {answer.status} {text.decode(errors='replace').strip()}")
        return text

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.client.close()


def request(port, method, path, body=None):
    with Connection(port) as connection:
        return connection.request(method, path, body)


class Server:
    """d2k on a namespace; ended when the block is left."""

    def __init__(self, program, cluster, namespace, port, swarm=False):
        self.port = port
        self.log = tempfile.TemporaryFile()
        command = [program, "serve", "--host", HOST, "--port", str(port), "--namespace", namespace,
                   "--kubeconfig", cluster.kubeconfig]
        environment = {**os.environ, "D2K_REGISTRY_MIRRORS": cluster.mirrors,
                       "D2K_SWARM_MODE": str(swarm).lower()}
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.config = tempfile.TemporaryDirectory()
        self.environment = {"DOCKER_HOST": f"tcp://{HOST}:{port}", "DOCKER_CONFIG": self.config.name,
                            "DOCKER_CLI_HINTS": "false"}

    def environment_of_client(self):
        """Returns the whole environment of a Docker client of this server."""
        return {**os.environ, **self.environment}

    def docker(self, *arguments):
        return run(["docker", *arguments], environment=self.environment)

    def await_ready(self):
        """Returns when the state of the cluster is known, too."""
        deadline = time.monotonic() + 60
        while True:
            try:
                request(self.port, "GET", "/v1.45/containers/json")
                return
            except (BenchError, OSError) as error:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.log.seek(0)
                    raise BenchError(f"d2k does not serve: {error}: {self.log.read().decode(errors='replace')}") from error
            time.sleep(0.05)

    def resident_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) / 1024

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def sockets(self):
        folder = f"/proc/{self.process.pid}/fd"
        return sum(1 for name in os.listdir(folder) if _target(os.path.join(folder, name)).startswith("socket:"))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.config.cleanup()


def _target(link):
    try:
        return os.readlink(link)
    except OSError:
        return ""
