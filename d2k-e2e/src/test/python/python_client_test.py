#!/usr/bin/python3
"""Checks of python3-docker against the engine of DOCKER_HOST. Each makes what it needs and removes it."""

import io
import time
import unittest

import docker
from docker.errors import APIError, ContainerError, NotFound

LIMIT = 60  # seconds


class PythonClientTest(unittest.TestCase):
    def setUp(self):
        self.client = docker.from_env(timeout=LIMIT)
        self.addCleanup(self.client.close)
        self.addCleanup(self.remove_all)

    def remove_all(self):
        for container in self.client.containers.list(all=True, ignore_removed=True):
            try:
                container.remove(force=True, v=True)
            except NotFound:
                pass

    def run_detached(self, script, **options):
        return self.client.containers.run("busybox", ["sh", "-c", script], detach=True, **options)

    def test_ping_version_info(self):
        self.assertTrue(self.client.ping())
        self.assertEqual("linux", self.client.version()["Os"])
        self.assertIn("Containers", self.client.info())

    def test_run_returns_the_output(self):
        self.assertEqual(b"hello\n", self.client.containers.run("busybox", ["echo", "hello"], remove=True))
        self.assertEqual(
            b"out\nerr\n",
            b"".join(
                sorted(
                    self.client.containers.run(
                        "busybox", ["sh", "-c", "echo out; echo err >&2"], stderr=True, remove=True
                    ).splitlines(keepends=True),
                    reverse=True,
                )
            ),
        )

    def test_run_raises_the_exit_code_with_stderr(self):
        with self.assertRaises(ContainerError) as raised:
            self.client.containers.run("busybox", ["sh", "-c", "echo bad >&2; exit 3"], remove=True)
        self.assertEqual(3, raised.exception.exit_status)
        self.assertEqual(b"bad\n", raised.exception.stderr)

    def test_life(self):
        container = self.run_detached("trap 'exit 5' TERM; echo up; while :; do sleep 0.1; done", name="life")
        stream = container.logs(stream=True, follow=True)
        self.assertEqual(b"up\n", next(stream))
        stream.close()
        self.assertEqual([container.id], [c.id for c in self.client.containers.list()])
        container.stop()
        container.reload()
        self.assertEqual(("exited", 5), (container.status, container.attrs["State"]["ExitCode"]))
        container.start()
        container.reload()
        self.assertEqual("running", container.status)
        container.kill()
        self.assertEqual(137, container.wait()["StatusCode"])
        container.rename("other")
        self.assertEqual(container.id, self.client.containers.get("other").id)
        container.remove()
        with self.assertRaises(NotFound):
            self.client.containers.get("other")

    def test_logs(self):
        container = self.run_detached("echo one; echo two; echo bad >&2")
        self.assertEqual(0, container.wait()["StatusCode"])
        self.assertEqual(b"one\ntwo\n", container.logs(stderr=False))
        self.assertEqual(b"bad\n", container.logs(stdout=False))
        self.assertEqual([b"one\n", b"two\n"], list(container.logs(stderr=False, stream=True, follow=True)))

    def test_exec(self):
        container = self.run_detached("sleep 300")
        result = container.exec_run(["sh", "-c", "echo $A; pwd; exit 9"], environment={"A": "b"}, workdir="/tmp")
        self.assertEqual((9, b"b\n/tmp\n"), (result.exit_code, result.output))
        result = container.exec_run(["sh", "-c", "echo out; echo err >&2"], demux=True)
        self.assertEqual((b"out\n", b"err\n"), result.output)
        result = container.exec_run(["echo", "streamed"], stream=True)
        self.assertEqual(b"streamed\n", b"".join(result.output))

    def test_exec_of_an_instant_command_never_loses_its_output(self):
        container = self.run_detached("sleep 300")
        for _ in range(20):
            self.assertEqual(b"x\n", container.exec_run(["echo", "x"]).output)

    def test_exec_detach_keys_leave_the_process_running(self):
        container = self.run_detached("sleep 300")
        exec_id = self.client.api.exec_create(container.id, ["sleep", "301"], stdin=True, tty=True)["Id"]
        stream = self.client.api.exec_start(exec_id, tty=True, socket=True)
        raw = getattr(stream, "_sock", stream)
        raw.settimeout(LIMIT)
        raw.sendall(b"\x10\x11")
        while raw.recv(4096):
            pass
        stream.close()
        self.assertIn("sleep 301", str(container.top()["Processes"]))

    def test_attach_socket_takes_input(self):
        container = self.run_detached("read l; echo got $l; exit 4", stdin_open=True)
        stream = container.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
        raw = getattr(stream, "_sock", stream)
        raw.settimeout(LIMIT)
        raw.sendall(b"food\n")
        received = io.BytesIO()
        while b"got food" not in received.getvalue():
            data = raw.recv(4096)
            if not data:
                break
            received.write(data)
        self.assertIn(b"got food\n", received.getvalue())
        stream.close()
        self.assertEqual(4, container.wait()["StatusCode"])

    def test_list_filters(self):
        made = self.client.containers.create("busybox", "true", labels={"a": "b/c:d"}, name="labelled")
        self.client.containers.create("busybox", "true", name="other")
        found = self.client.containers.list(all=True, filters={"label": "a=b/c:d"})
        self.assertEqual([made.id], [c.id for c in found])
        self.assertEqual({"a": "b/c:d"}, found[0].labels)

    def test_events(self):
        container = self.run_detached("exit 2", name="told")
        container.wait()
        until = int(time.time()) + 1  # the engine ends the stream then
        events = self.client.events(
            since=until - 300, until=until, decode=True, filters={"container": "told", "event": "die"}
        )
        self.assertEqual(["2"], [e["Actor"]["Attributes"]["exitCode"] for e in events])

    def test_errors(self):
        with self.assertRaises(NotFound):
            self.client.containers.get("ghost")
        with self.assertRaises(NotFound):
            self.client.containers.run("no-such-image:1", "true")
        self.client.containers.create("busybox", "true", name="taken")
        with self.assertRaises(APIError) as raised:
            self.client.containers.create("busybox", "true", name="taken")
        self.assertEqual(409, raised.exception.status_code)


if __name__ == "__main__":
    unittest.main(verbosity=2)
