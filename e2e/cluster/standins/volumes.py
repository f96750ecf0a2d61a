"""Volumes of the default StorageClass: a directory on this machine for each claim. Kubernetes' own host-path
provisioner would make them 0750, which no user but root may enter; a fresh file system is 0755."""
import os
import shutil
import sys

from api import ApiError, Store

PROVISIONER = 'd2k-e2e/host-path'


class Volumes:
    def __init__(self, api, directory):
        self.api = api
        self.directory = directory
        self.claims = Store(self._claim_changed)
        self.volumes = Store(self._volume_changed)

    def _claim_changed(self, key):
        claim = self.claims.objects.get(key)
        if not claim or claim['spec'].get('volumeName') or claim['status'].get('phase') != 'Pending':
            return
        # The controller manager marks the claims that wait for an outside provisioner.
        if claim['metadata'].get('annotations', {}).get('volume.beta.kubernetes.io/storage-provisioner') != PROVISIONER:
            return
        meta, spec = claim['metadata'], claim['spec']
        name = 'pvc-' + meta['uid']
        path = os.path.join(self.directory, name)
        os.makedirs(path, exist_ok=True)
        os.chmod(path, 0o755)
        self._call('POST', '/api/v1/persistentvolumes', {
            'apiVersion': 'v1',
            'kind': 'PersistentVolume',
            'metadata': {'name': name, 'annotations': {'pv.kubernetes.io/provisioned-by': PROVISIONER}},
            'spec': {
                'capacity': {'storage': spec['resources']['requests']['storage']},
                'accessModes': spec['accessModes'],
                'persistentVolumeReclaimPolicy': 'Delete',
                'storageClassName': spec['storageClassName'],
                'hostPath': {'path': path, 'type': 'Directory'},
                'claimRef': {'apiVersion': 'v1', 'kind': 'PersistentVolumeClaim', 'namespace': meta['namespace'],
                             'name': meta['name'], 'uid': meta['uid']},
            },
        })

    def _volume_changed(self, key):
        volume = self.volumes.objects.get(key)
        if not volume or volume['status'].get('phase') != 'Released':
            return
        if volume['metadata'].get('annotations', {}).get('pv.kubernetes.io/provisioned-by') != PROVISIONER:
            return
        if volume['spec']['persistentVolumeReclaimPolicy'] == 'Delete':
            shutil.rmtree(os.path.join(self.directory, volume['metadata']['name']), ignore_errors=True)
            self._call('DELETE', '/api/v1/persistentvolumes/' + volume['metadata']['name'])

    def _call(self, method, path, body=None):
        try:
            self.api.request(method, path, body)
        except ApiError as error:
            if error.status not in (404, 409):  # gone already, or there already
                print(f'{method} {path}: {error}', file=sys.stderr)
