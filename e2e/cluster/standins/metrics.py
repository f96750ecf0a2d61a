"""metrics.k8s.io: the kubelet's real figures, written now and then into custom resources of that group."""
import datetime
import http.client
import json
import ssl
import sys
import time

from api import MERGE, ApiError

GROUP = '/apis/metrics.k8s.io/v1beta1'
MOST = 60  # objects written in one round: with hundreds of pods the figures get older, the cluster not slower


class Metrics:
    def __init__(self, api, node_address, interval):
        self.api = api
        self.node_address = node_address
        self.interval = interval
        self.own = {}  # uid of a pod -> time of its last figures
        self.foreign = set()  # a test wrote figures for this pod: those are left alone

    def run(self):
        while True:
            time.sleep(self.interval)
            try:
                self._round()
            except (OSError, http.client.HTTPException, ApiError, ValueError) as error:
                print(f'metrics: {error}', file=sys.stderr)

    def _round(self):
        summary = self._summary()
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        common = {'apiVersion': 'metrics.k8s.io/v1beta1', 'timestamp': stamp, 'window': f'{self.interval:g}s'}
        node = summary['node']['nodeName']
        self._write(f'{GROUP}/nodes', node, {**common, 'kind': 'NodeMetrics', 'metadata': {'name': node}, 'usage': usage(summary['node'])})
        pods = {pod['podRef']['uid']: pod for pod in summary.get('pods') or []}
        self.own = {uid: when for uid, when in self.own.items() if uid in pods}
        self.foreign &= pods.keys()
        due = sorted(pods.keys() - self.foreign, key=lambda uid: self.own.get(uid, 0))
        for uid in due[:MOST]:
            self._write_pod(uid, pods[uid], common)

    def _write_pod(self, uid, pod, common):
        ref = pod['podRef']
        body = {
            **common,
            'kind': 'PodMetrics',
            # The pod as owner: its figures go when it goes.
            'metadata': {'name': ref['name'], 'namespace': ref['namespace'],
                         'ownerReferences': [{'apiVersion': 'v1', 'kind': 'Pod', 'name': ref['name'], 'uid': uid}]},
            'containers': [{'name': c['name'], 'usage': usage(c)} for c in pod.get('containers') or []],
        }
        if self._write(f'{GROUP}/namespaces/{ref["namespace"]}/pods', ref['name'], body, uid in self.own):
            self.own[uid] = time.monotonic()
        else:
            self.foreign.add(uid)

    def _write(self, path, name, body, known=True):
        """False when the object is there and not of our making."""
        if known:
            try:
                self.api.request('PATCH', f'{path}/{name}', body, MERGE)
                return True
            except ApiError as error:
                if error.status != 404:
                    raise
        try:
            self.api.request('POST', path, body)
        except ApiError as error:
            if error.status == 409:
                return False
            if error.status != 404:  # 404: the namespace went meanwhile
                raise
        return True

    def _summary(self):
        context = ssl._create_unverified_context()  # the kubelet signs its certificate itself
        connection = http.client.HTTPSConnection(self.node_address, 10250, timeout=10, context=context)
        try:
            connection.request('GET', '/stats/summary?only_cpu_and_memory=true')
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


def usage(figures):
    cpu = figures.get('cpu', {}).get('usageNanoCores', 0)
    memory = figures.get('memory', {}).get('workingSetBytes', 0)
    return {'cpu': f'{cpu}n', 'memory': f'{memory // 1024}Ki'}
