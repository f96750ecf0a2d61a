"""What the Docker CLI does through d2k against what kubectl does, taking turns, so that both see the same machine."""

import concurrent.futures
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from d2k_server import Connection
from programs import BenchError, run
from table import milliseconds, ratio

MIB = 1 << 20
LIMIT = 300


def _turns(count, ours, theirs):
    """Returns the times of both, in seconds, after a first turn that warms up."""
    times = ([], [])
    for i in range(count + 1):
        for kind, action in ((0, ours), (1, theirs)):
            begin = time.monotonic()
            action(i)
            if i > 0:
                times[kind].append(time.monotonic() - begin)
    return times


def _row(table, what, times, goal, limit, note):
    ours, theirs = statistics.median(times[0]), statistics.median(times[1])
    table.add(what, milliseconds(ours), f"<= {limit} of {goal}: {milliseconds(theirs)}", ratio(ours, theirs),
              f"{note}; medians of {len(times[0])} turns, worst {milliseconds(max(times[0]))} and {milliseconds(max(times[1]))}")


def _bytes(command, environment, expected, least=None):
    """Runs a program whose output is counted, not kept; returns how many bytes of those expected it lost."""
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        count = 0
        while chunk := process.stdout.read(MIB):
            count += len(chunk)
    if process.returncode != 0 or count < (expected if least is None else least):
        raise BenchError(f"{' '.join(command)}: {count} bytes instead of {expected}, exit code {process.returncode}")
    return max(0, expected - count)


def _feed(command, environment, size, expected):
    """Runs a program that is fed zeroes and prints how many it has read."""
    with tempfile.TemporaryFile() as zeroes:
        zeroes.truncate(size)
        ended = subprocess.run(command, env=environment, stdin=zeroes, capture_output=True, timeout=LIMIT, check=False)
    if ended.returncode != 0 or ended.stdout.split() != [expected]:
        raise BenchError(f"{' '.join(command)}: {ended.stdout!r} {ended.stderr!r}, exit code {ended.returncode}")


class Both:
    """The Docker CLI on d2k, and kubectl on the namespace behind it."""

    def __init__(self, server, cluster, namespace):
        self.server, self.namespace = server, namespace
        self.docker_environment = server.environment_of_client()
        self.kubectl_command = ["kubectl", "--kubeconfig", cluster.kubeconfig, "-n", namespace]

    def docker(self, *arguments, limit=LIMIT):
        return run(["docker", *arguments], limit=limit, environment=self.docker_environment)

    def kubectl(self, *arguments, stdin=subprocess.DEVNULL):
        return run([*self.kubectl_command, *arguments], limit=LIMIT, stdin=stdin)

    def pod_of(self, container):
        selector = "d2k.io/id=" + container[:32]
        return self.kubectl("get", "pods", "-l", selector, "-o", "jsonpath={.items[0].metadata.name}").strip()


def logs(both, turns, table, mebibytes=100):
    """A log that has been written, read as a whole."""
    line = "x" * 199
    container = both.docker("run", "-d", "busybox", "sh", "-c", f"yes {line} | head -c {mebibytes * MIB}").strip()
    both.docker("wait", container)
    pod = both.pod_of(container)
    # the kubelet rotates long logs away: what is left is what both are to give
    left = len(both.kubectl("logs", pod))
    times = _turns(turns, lambda i: _bytes(["docker", "logs", container], both.docker_environment, left),
                   lambda i: _bytes([*both.kubectl_command, "logs", pod], None, left))
    both.docker("rm", container)
    _row(table, f"docker logs, {mebibytes} MiB written", times, "kubectl logs", "1.0", f"{left // MIB} MiB left to kubectl")


def execs(both, turns, table, mebibytes=256):
    """Output and input of a process in a container."""
    container = both.docker("run", "-d", "busybox", "sleep", "3600").strip()
    pod, size = both.pod_of(container), mebibytes * MIB
    write = ["sh", "-c", f"head -c {size} /dev/zero"]
    # kubectl takes output no faster than its reader, and a node drops what nobody has fetched soon after the end
    lost = []
    times = _turns(turns, lambda i: _bytes(["docker", "exec", container, *write], both.docker_environment, size),
                   lambda i: lost.append(_bytes([*both.kubectl_command, "exec", pod, "--", *write], None, size, size * 9 // 10)))
    note = "to a pipe" + (f", of which kubectl lost up to {max(lost) / MIB:.1f} MiB" if any(lost) else "")
    _row(table, f"docker exec, {mebibytes} MiB of output", times, "kubectl exec", "1.0", note)
    read = ["sh", "-c", f"head -c {size} | wc -c"]
    expected = str(size).encode()
    times = _turns(
        turns,
        lambda i: _feed(["docker", "exec", "-i", container, *read], both.docker_environment, size, expected),
        lambda i: _feed([*both.kubectl_command, "exec", "-i", pod, "--", *read], None, size, expected))
    _row(table, f"docker exec -i, {mebibytes} MiB of input", times, "kubectl exec -i", "1.0", "from a file")
    both.docker("rm", "-f", container)


def compose(both, turns, table, count=10):
    """Services of a project against the same number of Deployments with a Service each."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "compose.json")
        project.write_text(json.dumps({"services": {
            f"s{i}": {"image": "busybox", "command": "sleep 3600", "restart": "always", "stop_grace_period": "0s"}
            for i in range(count)}}))
        manifest = Path(folder, "manifest.json")
        manifest.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [
            item for i in range(count) for item in _deployment(f"applied-{i}")]}))

        def up(turn):
            both.docker("compose", "-f", str(project), "-p", f"bench{turn}", "up", "-d")

        def apply(turn):
            both.kubectl("apply", "-f", str(manifest))
            both.kubectl("wait", "--for=condition=Available", "--timeout=120s", "deployment", "-l", "bench=applied")

        times = ([], [])
        for turn in range(turns + 1):
            for kind, action in ((0, up), (1, apply)):
                begin = time.monotonic()
                action(turn)
                if turn > 0:
                    times[kind].append(time.monotonic() - begin)
            both.docker("compose", "-f", str(project), "-p", f"bench{turn}", "down", "-t", "0")
            both.kubectl("delete", "-f", str(manifest), "--wait=true", "--grace-period=1")
        _row(table, f"compose up -d of {count} services", times, "kubectl apply and wait", "1.3",
             "from the command to everything running")


def _deployment(name):
    labels = {"app": name, "bench": "applied"}
    container = {"name": "main", "image": "busybox", "imagePullPolicy": "IfNotPresent", "command": ["sleep", "3600"]}
    yield {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "labels": labels},
           "spec": {"selector": {"matchLabels": labels}, "template": {
               "metadata": {"labels": labels}, "spec": {"terminationGracePeriodSeconds": 1, "containers": [container]}}}}
    yield {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "labels": labels},
           "spec": {"clusterIP": "None", "selector": labels}}


def parallel(both, turns, table, count=50):
    """Many clients at once. A pod's start takes the node's own time, which both have."""
    def all_of(action):
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            list(pool.map(action, range(count)))

    def ours(turn):
        all_of(lambda i: both.docker("run", "-d", "--name", f"many-{turn}-{i}", "busybox", "sleep", "3600"))

    def theirs(turn):
        all_of(lambda i: both.kubectl("run", f"many-{turn}-{i}", "--image=busybox", "--image-pull-policy=IfNotPresent",
                                      "--restart=Never", "--labels=bench=many", "--grace-period=1", "--command", "--",
                                      "sleep", "3600"))
        both.kubectl("wait", "--for=condition=Ready", "--timeout=240s", "pod", "-l", "bench=many")

    times = ([], [])
    for turn in range(turns):
        for kind, action, clear in (
                (0, ours, lambda: both.docker("rm", "-f", *[f"many-{turn}-{i}" for i in range(count)])),
                (1, theirs, lambda: both.kubectl("delete", "pod", "-l", "bench=many", "--grace-period=1"))):
            begin = time.monotonic()
            action(turn)
            times[kind].append(time.monotonic() - begin)
            clear()
    _row(table, f"{count} docker run -d at once", times, f"{count} kubectl run and wait", "1.0", "until all run")


def service(both, turns, table, count=10):
    """Replicas of a service against those of a Deployment, until all run."""
    def ours(turn):
        both.docker("service", "create", "-d", "--no-resolve-image", "--name", f"bench{turn}", "--replicas", str(count),
                    "--stop-grace-period", "1s", "busybox", "sleep", "3600")
        deadline = time.monotonic() + LIMIT
        with Connection(both.server.port) as connection:
            while True:
                status = json.loads(connection.request("GET", "/v1.45/services?status=true"))[0]["ServiceStatus"]
                if status["RunningTasks"] == count:
                    return
                if time.monotonic() > deadline:
                    raise BenchError(f"service bench{turn}: {status}")
                time.sleep(0.02)

    def theirs(turn):
        both.kubectl("create", "deployment", f"applied{turn}", "--image=busybox:latest", f"--replicas={count}", "--",
                     "sleep", "3600")
        both.kubectl("rollout", "status", f"deployment/applied{turn}", "--timeout=120s")

    def clear(turn):
        both.docker("service", "rm", f"bench{turn}")
        both.kubectl("delete", "deployment", f"applied{turn}", "--ignore-not-found")
        # what still ends would slow the next turn down
        both.kubectl("delete", "pods", "--all", "--grace-period=1", "--wait=true")

    times = ([], [])
    for turn in range(turns + 1):
        for kind, action in ((0, ours), (1, theirs)):
            begin = time.monotonic()
            action(turn)
            if turn > 0:
                times[kind].append(time.monotonic() - begin)
            if kind == 0:
                both.docker("service", "scale", "-d", f"bench{turn}=0")
                both.kubectl("delete", "pods", "--all", "--grace-period=1", "--wait=true")
        clear(turn)
    _row(table, f"service create --replicas {count}", times, "kubectl create deployment and rollout status", "1.2",
         "until all run")


# on a server in swarm mode
SWARM_MEASUREMENTS = {"service": service}

MEASUREMENTS = {"logs": logs, "exec": execs, "compose": compose, "parallel": parallel}
