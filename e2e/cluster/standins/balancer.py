"""Addresses for Services of type LoadBalancer. All share one address, so a port is given once: first come, first
served, and who comes second stays pending until the first is gone, as with k3s' balancer."""
import sys

from api import MERGE, ApiError, Store


class Balancer:
    def __init__(self, api, address):
        self.api = api
        self.address = address
        self.services = Store(self._changed)

    def _changed(self, key):
        service = self.services.objects.get(key)
        if service and service['spec']['type'] == 'LoadBalancer':
            self._serve(key, service)
            return
        if service and ingress(service):
            self._patch(key, [])
        for other, waiting in list(self.services.objects.items()):  # ports may have become free
            if waiting['spec']['type'] == 'LoadBalancer' and not ingress(waiting):
                self._serve(other, waiting)

    def _serve(self, key, service):
        if ingress(service) or 'deletionTimestamp' in service['metadata']:
            return
        taken = set()
        for other, served in self.services.objects.items():
            if other != key and served['spec']['type'] == 'LoadBalancer' and ingress(served):
                taken |= ports(served)
        if not ports(service) & taken:
            self._patch(key, [{'ip': self.address}])

    def _patch(self, key, value):
        namespace, name = key
        try:
            # Kept at once: the next Service must see the port as taken, before the watch tells.
            self.services.objects[key] = self.api.request(
                'PATCH', f'/api/v1/namespaces/{namespace}/services/{name}/status', {'status': {'loadBalancer': {'ingress': value}}}, MERGE)
        except ApiError as error:
            print(f'load balancer {namespace}/{name}: {error}', file=sys.stderr)


def ingress(service):
    return service.get('status', {}).get('loadBalancer', {}).get('ingress')


def ports(service):
    return {(port.get('protocol', 'TCP'), port['port']) for port in service['spec'].get('ports') or []}
