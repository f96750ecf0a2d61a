"""Programs that are run to their end, and the cluster as kubectl sees it."""

import contextlib
import os
import re
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL_CLUSTER = ROOT / "e2e" / "cluster" / "cluster"


class BenchError(Exception):
    """Something that keeps a figure from being taken."""


def run(command, limit=60, environment=None, stdin=subprocess.DEVNULL):
    """Runs a program to its end and returns its standard output; anything but success is an error."""
    try:
        ended = subprocess.run(command, stdin=stdin, capture_output=True, text=True, timeout=limit,
                               env={**os.environ, **(environment or {})})
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"still running after {limit} s: {' '.join(command)}") from error
    if ended.returncode != 0:
        raise BenchError(f"exit code {ended.returncode} of {' '.join(command)}: {ended.stderr.strip()}")
    return ended.stdout


class Cluster:
    """The cluster of a kubeconfig: the given one, else the local one of e2e/cluster, which has to be up."""

    def __init__(self, kubeconfig):
        local = run([str(LOCAL_CLUSTER), "kubeconfig"]).strip()
        self.kubeconfig = kubeconfig or local
        if not os.path.exists(self.kubeconfig):
            raise BenchError(f"no kubeconfig {self.kubeconfig}: set D2K_E2E_KUBECONFIG, or `{LOCAL_CLUSTER} up`")
        self.mirrors = os.environ.get("D2K_REGISTRY_MIRRORS", "")
        if not self.mirrors and os.path.exists(local) and os.path.samefile(local, self.kubeconfig):
            found = re.search(r"D2K_REGISTRY_MIRRORS=([^ )]+)", run([str(LOCAL_CLUSTER), "status"]))
            self.mirrors = found.group(1) if found else ""

    def kubectl(self, *arguments):
        return run(["kubectl", "--kubeconfig", self.kubeconfig, *arguments])

    @contextlib.contextmanager
    def namespace(self, name):
        self.kubectl("create", "namespace", name)
        try:
            self._await_account(name)
            yield name
        finally:
            self.kubectl("delete", "namespace", name, "--wait=false")

    def _await_account(self, namespace):
        deadline = time.monotonic() + 30
        while not self.kubectl("-n", namespace, "get", "serviceaccount", "default", "--ignore-not-found"):
            if time.monotonic() > deadline:
                raise BenchError(f"no default service account in {namespace}")
            time.sleep(0.1)
