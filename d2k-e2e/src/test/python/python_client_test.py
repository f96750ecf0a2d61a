#!/usr/bin/python3
"""Checks of python3-docker against the engine of DOCKER_HOST. Each makes what it needs and removes it."""

import io
import tarfile
import threading
import time
import unittest

import docker
from docker.errors import APIError, ContainerError, NotFound
from docker.types import IPAMConfig, IPAMPool, LogConfig, Mount

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
        self.assertTrue(self.client.api.exec_inspect(exec_id)["Running"])

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

    def create(self, *command, **options):
        return self.client.containers.create("busybox", list(command) or "true", **options)

    def assert_refused(self, status, text, call, *args, **options):
        with self.assertRaises(APIError) as raised:
            call(*args, **options)
        self.assertEqual(status, raised.exception.status_code)
        self.assertIn(text, raised.exception.explanation)

    def test_options_are_given_back(self):
        container = self.create(
            "sleep",
            "60",
            name="options",
            hostname="box",
            user="1000",
            working_dir="/tmp",
            stop_signal="SIGINT",
            tty=True,
            stdin_open=True,
            environment={"A": "b"},
            labels={"k": "v"},
            ports={"80/tcp": None, "53/udp": ("127.0.0.1", 15353)},
            mem_limit="64m",
            memswap_limit="128m",
            cpu_shares=512,
            cpu_period=100000,
            cpu_quota=50000,
            pids_limit=100,
            cap_add=["NET_ADMIN"],
            cap_drop=["CHOWN"],
            dns=["10.9.9.9"],
            extra_hosts={"db": "10.1.2.3"},
            group_add=["99"],
            init=True,
            read_only=True,
            shm_size="16m",
            tmpfs={"/scratch": "size=3M"},
            restart_policy={"Name": "on-failure", "MaximumRetryCount": 5},
            log_config=LogConfig(type="json-file", config={"max-size": "1m"}),
            mounts=[Mount(target="/anonymous", source=None, type="volume", no_copy=True)],
        )
        config, host = container.attrs["Config"], container.attrs["HostConfig"]
        self.assertEqual(
            ("box", "1000", "/tmp", "SIGINT", True, True),
            tuple(config[k] for k in ("Hostname", "User", "WorkingDir", "StopSignal", "Tty", "OpenStdin")),
        )
        self.assertIn("A=b", config["Env"])
        self.assertEqual({"80/tcp": {}, "53/udp": {}}, config["ExposedPorts"])
        self.assertEqual(
            (64 << 20, 128 << 20, 512, 100000, 50000, 100),
            tuple(host[k] for k in ("Memory", "MemorySwap", "CpuShares", "CpuPeriod", "CpuQuota", "PidsLimit")),
        )
        self.assertEqual([{"HostIp": "127.0.0.1", "HostPort": "15353"}], host["PortBindings"]["53/udp"])
        self.assertEqual({"Name": "on-failure", "MaximumRetryCount": 5}, host["RestartPolicy"])
        self.assertEqual({"Type": "json-file", "Config": {"max-size": "1m"}}, host["LogConfig"])
        self.assertEqual((["NET_ADMIN"], ["CHOWN"], ["db:10.1.2.3"]), (host["CapAdd"], host["CapDrop"], host["ExtraHosts"]))
        self.assertEqual(({"/scratch": "size=3M"}, 16 << 20, True), (host["Tmpfs"], host["ShmSize"], host["Init"]))
        self.assertEqual("/anonymous", container.attrs["Mounts"][0]["Destination"])

    def test_wrong_options_are_refused(self):
        for status, text, options in (
            (400, "error looking up logging plugin asdf", {"log_config": LogConfig(type="asdf", config={})}),
            (400, "invalid IPC mode: bogus", {"ipc_mode": "bogus"}),
            (400, "Minimum memory limit allowed is 6MB", {"mem_limit": 1}),
            (400, "range for oom score adj", {"oom_score_adj": 5000}),
            (400, "unknown capability", {"cap_add": ["BOGUS"]}),
            (400, "invalid signal: BOGUS", {"stop_signal": "BOGUS"}),
            (400, "Invalid container name", {"name": "bad name"}),
        ):
            with self.subTest(text):
                self.assert_refused(status, text, self.create, **options)

    def test_exec_on_a_terminal_started_without_one_is_framed(self):
        container = self.run_detached("sleep 300")
        exec_id = self.client.api.exec_create(container.id, ["sh", "-c", "echo out; echo err >&2"], tty=True)["Id"]
        self.assertEqual(b"out\r\nerr\r\n", self.client.api.exec_start(exec_id))
        self.assertEqual(0, self.client.api.exec_inspect(exec_id)["ExitCode"])

    def test_exec_detached(self):
        container = self.run_detached("sleep 300")
        exec_id = self.client.api.exec_create(container.id, ["sleep", "200"])["Id"]
        self.client.api.exec_start(exec_id, detach=True)
        shown = self.client.api.exec_inspect(exec_id)
        self.assertEqual((True, None), (shown["Running"], shown["ExitCode"]))
        self.assert_refused(404, "No such exec instance", self.client.api.exec_inspect, "nosuch")

    def test_wait_conditions(self):
        container = self.create("sh", "-c", "exit 3")
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(container.wait(condition="next-exit")))
        waiting.start()
        container.start()
        waiting.join(LIMIT)
        self.assertEqual([{"StatusCode": 3}], answers)
        self.assertEqual({"StatusCode": 3}, container.wait())
        self.assert_refused(400, "invalid condition", container.wait, condition="nosuch")

    def test_archives(self):
        container = self.run_detached("mkdir /in; sleep 300", volumes={"archive": {"bind": "/data", "mode": "rw"}})
        self.addCleanup(lambda: (self.remove_all(), self.client.volumes.get("archive").remove()))
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as writer:
            entry = tarfile.TarInfo("sub/a")
            entry.size = 3
            writer.addfile(entry, io.BytesIO(b"abc"))
        self.assertTrue(container.put_archive("/data", archive.getvalue()))
        stream, stat = container.get_archive("/data/sub/a")
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as reader:
            self.assertEqual(b"abc", reader.extractfile("a").read())
        self.assertEqual(("a", 3), (stat["name"], stat["size"]))
        self.assert_refused(404, "Could not find the file", container.get_archive, "/nosuch")

    def test_networks(self):
        for network in self.client.networks.list(names=["pynet"]):
            network.remove()
        pool = IPAMConfig(pool_configs=[IPAMPool(subnet="172.28.0.0/16", gateway="172.28.5.254")])
        network = self.client.networks.create("pynet", labels={"a": "b"}, ipam=pool)
        self.addCleanup(network.remove)
        self.addCleanup(self.remove_all)
        self.assertEqual([network.id], [n.id for n in self.client.networks.list(filters={"label": "a=b"})])
        container = self.run_detached("sleep 300", name="member")
        network.connect(container, aliases=["other"])
        network.reload()
        self.assertEqual([container.id], [c.id for c in network.containers])
        self.assertEqual("172.28.0.0/16", network.attrs["IPAM"]["Config"][0]["Subnet"])
        self.assert_refused(403, "already exists in network pynet", network.connect, container)
        self.assert_refused(403, "has active endpoints", network.remove)
        network.disconnect(container)
        network.reload()
        self.assertEqual([], network.containers)
        self.assert_refused(500, "is not connected to network pynet", network.disconnect, container)
        self.assert_refused(409, "network with name pynet already exists", self.client.networks.create, "pynet")
        self.assert_refused(404, 'plugin "nosuch" not found', self.client.networks.create, "x", driver="nosuch")

    def test_volumes(self):
        volume = self.client.volumes.create("pyvol", labels={"a": "vol"})
        self.addCleanup(volume.remove, force=True)
        self.addCleanup(self.remove_all)
        self.assertEqual(("pyvol", {"a": "vol"}, "local"), (volume.name, volume.attrs["Labels"], volume.attrs["Driver"]))
        self.assertEqual(["pyvol"], [v.name for v in self.client.volumes.list(filters={"label": "a=vol"})])
        container = self.run_detached("sleep 300", volumes=["pyvol:/data"])
        self.assert_refused(409, "volume is in use", volume.remove)
        container.remove(force=True)
        self.assert_refused(404, "no such volume", self.client.volumes.get, "nosuch")

    def test_lists_by_port(self):
        container = self.run_detached("sleep 300", ports={"80/tcp": 18081})
        for filters, found in (
            ({"expose": "80/tcp"}, True),
            ({"publish": "18081"}, True),
            ({"publish": "80"}, False),
        ):
            with self.subTest(filters):
                self.assertEqual(found, container in self.client.containers.list(filters=filters))

    def test_update_top_stats_and_prune(self):
        container = self.run_detached("sleep 300", labels={"py": "1"}, mem_limit="64m")
        container.update(restart_policy={"Name": "on-failure", "MaximumRetryCount": 2})
        container.reload()
        self.assertEqual("on-failure", container.attrs["HostConfig"]["RestartPolicy"]["Name"])
        self.assertIn("sleep 300", container.top()["Processes"][-1][-1])
        stats = container.stats(decode=True, stream=True)
        self.assertEqual(container.id, next(stats)["id"])
        stats.close()
        container.kill()
        container.wait()
        pruned = self.client.containers.prune(filters={"label": ["py=1"]})
        self.assertEqual([container.id], pruned["ContainersDeleted"])

    def test_events_of_a_container_are_its_own(self):
        since = int(time.time()) - 1
        container = self.run_detached("exit 0")
        container.wait()
        container.remove()
        events = self.client.events(since=since, until=int(time.time()) + 1, decode=True, filters={"container": container.id})
        self.assertEqual(["create", "start", "die", "destroy"], [e["Action"] for e in events])

    def test_pull(self):
        self.assertEqual(["alpine:latest"], self.client.images.pull("alpine", tag="latest").tags)
        messages = list(self.client.api.pull("alpine", tag="latest", stream=True, decode=True))
        self.assertEqual("Pulling from library/alpine", messages[0]["status"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
