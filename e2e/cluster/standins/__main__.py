"""What a bare cluster lacks: DNS records, LoadBalancer addresses, volumes, metrics. Sleeps in watches while nothing changes."""
import os
import threading

from api import Api
from balancer import Balancer
from metrics import Metrics
from names import Names, slices_path
from volumes import Volumes


class Both:
    """One watch of the Services for the two that need it."""

    def __init__(self, *stores):
        self.stores = stores

    def replace(self, items):
        for store in self.stores:
            store.replace(items)

    def change(self, kind, item):
        for store in self.stores:
            store.change(kind, item)


def main(env):
    api = Api(env['KUBECONFIG_SERVER'], env['KUBECONFIG_TOKEN'], env['CA'])
    names = Names(env['NAMES'], env['CLUSTER_DOMAIN'])
    balancer = Balancer(api, env['LB_IP'])
    volumes = Volumes(api, env['VOLUMES'])
    tasks = [
        lambda: api.follow('/api/v1/services', Both(names.services, balancer.services)),
        lambda: api.follow(slices_path(api), names.slices),
        lambda: api.follow('/api/v1/persistentvolumeclaims', volumes.claims),
        lambda: api.follow('/api/v1/persistentvolumes', volumes.volumes),
    ]
    if float(env['METRICS_INTERVAL']) > 0:
        tasks.append(Metrics(api, env['NODE_IP'], float(env['METRICS_INTERVAL'])).run)
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main(os.environ)
