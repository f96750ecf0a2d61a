"""DNS: one hosts file per Service in the directory that dnsmasq watches."""
import ipaddress
import os
import threading

from api import Store


class Names:
    def __init__(self, directory, domain):
        self.directory = directory
        self.domain = domain
        self.lock = threading.RLock()  # Services and Endpoints arrive on threads of their own
        self.services = Store(self._changed)
        self.endpoints = Store(self._changed)
        for name in os.listdir(directory):
            os.unlink(os.path.join(directory, name))

    def _changed(self, key):
        with self.lock:
            self._write(key)
            for other, service in list(self.services.objects.items()):
                if other != key and service['spec']['type'] == 'ExternalName':
                    self._write(other)  # it may stand for the one that changed

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
            for subset in self.endpoints.objects.get(key, {}).get('subsets') or []:
                for address in subset.get('addresses') or []:
                    yield full, address['ip']
                    if address.get('hostname'):
                        yield f'{address["hostname"]}.{full}', address['ip']

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
