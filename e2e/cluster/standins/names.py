"""DNS: one hosts file per Service in the directory that dnsmasq watches. As CoreDNS it reads EndpointSlices, not Endpoints:
what Kubernetes loses on the way from these to those is lost here too."""
import ipaddress
import os
import threading

from api import Store

GROUP = '/apis/discovery.k8s.io'


def slices_path(api):
    """Where the server has EndpointSlices: v1 since Kubernetes 1.21."""
    versions = [v['version'] for v in api.request('GET', GROUP)['versions']]
    return f'{GROUP}/{"v1" if "v1" in versions else "v1beta1"}/endpointslices'


class Names:
    def __init__(self, directory, domain):
        self.directory = directory
        self.domain = domain
        self.lock = threading.RLock()  # Services and slices arrive on threads of their own
        self.services = Store(self._changed)
        self.slices = Store(self._slice_changed)
        self.by_service = {}  # (namespace, Service) -> names of its slices, those of the past too
        for name in os.listdir(directory):
            os.unlink(os.path.join(directory, name))

    def _changed(self, key):
        with self.lock:
            self._write(key)
            for other, service in list(self.services.objects.items()):
                if other != key and service['spec']['type'] == 'ExternalName':
                    self._write(other)  # it may stand for the one that changed

    def _slice_changed(self, key):
        namespace, name = key
        with self.lock:
            slice_ = self.slices.objects.get(key)
            if slice_:
                service = slice_['metadata'].get('labels', {}).get('kubernetes.io/service-name', '')
                self.by_service.setdefault((namespace, service), set()).add(name)
            for service, slices in list(self.by_service.items()):
                if service[0] == namespace and name in slices:
                    self._changed(service)
                    if not slice_:
                        slices.discard(name)
                        if not slices:
                            del self.by_service[service]

    def _endpoints(self, key):
        for name in sorted(self.by_service.get(key, ())):
            for endpoint in self.slices.objects.get((key[0], name), {}).get('endpoints') or []:
                if endpoint.get('conditions', {}).get('ready') is not False:
                    yield endpoint

    def _write(self, key):
        path = os.path.join(self.directory, '_'.join(key))
        text = ''.join(f'{address} {name}\n' for name, address in self._records(key))
        if not text:
            if os.path.exists(path):
                os.unlink(path)
        elif not os.path.exists(path) or open(path).read() != text:
            fresh = os.path.join(os.path.dirname(self.directory), 'names.new')
            with open(fresh, 'w') as file:
                file.write(text)
            os.rename(fresh, path)  # dnsmasq never reads half a file

    def _records(self, key, depth=0):
        service = self.services.objects.get(key)
        if not service or depth > 5:
            return
        namespace, name = key
        full = f'{name}.{namespace}.svc.{self.domain}'
        spec = service['spec']
        if spec['type'] == 'ExternalName':
            for address in self._external(spec['externalName'], depth):
                yield full, address
        elif spec.get('clusterIP') not in (None, '', 'None'):
            yield full, spec['clusterIP']
        else:
            for endpoint in self._endpoints(key):
                for address in endpoint['addresses']:
                    yield full, address
                    if endpoint.get('hostname'):
                        yield f'{endpoint["hostname"]}.{full}', address

    def _external(self, target, depth):
        """A hosts file knows no CNAME: the addresses of another Service, or a literal one."""
        suffix = f'.svc.{self.domain}'
        target = target.rstrip('.')
        if target.endswith(suffix):
            name, _, namespace = target.removesuffix(suffix).rpartition('.')
            full = f'{name}.{namespace}{suffix}'
            return [address for record, address in self._records((namespace, name), depth + 1) if record == full]
        try:
            return [str(ipaddress.ip_address(target))]
        except ValueError:
            return []
