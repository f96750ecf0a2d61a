"""Clients that ask for a stream and then do nothing, for as long as wanted."""

import collections
import select
import socket
import time

from d2k_server import HOST
from programs import BenchError

KINDS = (
    "GET /v1.45/containers/soak/logs?follow=1&stdout=1&stderr=1",
    "GET /v1.45/events",
    "POST /v1.45/containers/soak/attach?stream=1&stdin=1&stdout=1&stderr=1",
)
# What an idle HTTP client keeps for the next request goes within five minutes; ten seconds are for what goes at once.
AFTERWARDS = 10

Holdings = collections.namedtuple("Holdings", "threads sockets")


def soak(server, seconds, count):
    """Returns what the server holds before, at the end of, and after the time, and how many streams ended meanwhile."""
    for client in _open(server.port, 1):  # makes what is made once
        client.close()
    time.sleep(2)
    before = Holdings(server.threads(), server.sockets())
    clients = _open(server.port, count)
    deadline = time.monotonic() + seconds
    lost = 0
    waiting = list(clients)
    while waiting and time.monotonic() < deadline:
        readable, _, _ = select.select(waiting, [], [], max(0, min(5, deadline - time.monotonic())))
        for client in readable:
            if not client.recv(65536):
                waiting.remove(client)
                lost += 1
    during = Holdings(server.threads(), server.sockets())
    for client in clients:
        client.close()
    time.sleep(AFTERWARDS)
    return before, during, Holdings(server.threads(), server.sockets()), lost


def _open(port, count):
    clients = []
    for request in KINDS:
        for _ in range(count):
            client = socket.create_connection((HOST, port), timeout=20)
            client.sendall(f"{request} HTTP/1.1\r\nHost: d2k\r\nContent-Length: 0\r\n\r\n".encode())
            head = client.recv(4096)
            if not head.startswith(b"HTTP/1.1 200"):
                raise BenchError(f"{request}: {head[:200]!r}")
            clients.append(client)
    return clients
