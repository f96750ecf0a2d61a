"""Pushes images into a registry.

    push.py test-images REGISTRY            all test images
    push.py test-image NAME:TAG REGISTRY AS one of them, under another name
    push.py archive FILE NAME:TAG REGISTRY  one image of a `docker save` file ("-": standard input)

REGISTRY is host:port, plain http. REGISTRY_AUTH=user:password in the environment where it asks for credentials.
"""
import base64
import http.client
import os
import sys
import tempfile

from image import MANIFEST, digest, from_docker_archive
from testimages import all_images


class Registry:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=60)
        auth = os.environ.get('REGISTRY_AUTH')
        self.headers = {'Authorization': 'Basic ' + base64.b64encode(auth.encode()).decode()} if auth else {}

    def push(self, name, image):
        repository, tag = name.rsplit(':', 1)
        for blob in image.blobs():
            self._push_blob(repository, blob)
        self._call('PUT', f'/v2/{repository}/manifests/{tag}', 201, image.manifest, {'Content-Type': MANIFEST})
        print(f'{name} {digest(image.manifest)}')

    def _push_blob(self, repository, blob):
        address = digest(blob)
        if self._call('HEAD', f'/v2/{repository}/blobs/{address}', None)[0] == 200:
            return
        # The upload's address comes back absolute, with a query that must be kept.
        location = self._call('POST', f'/v2/{repository}/blobs/uploads/', 202)[1]['Location']
        path = '/' + location.split('://', 1)[-1].split('/', 1)[1]
        self._call('PUT', f'{path}{"&" if "?" in path else "?"}digest={address}', 201, blob,
                   {'Content-Type': 'application/octet-stream'})

    def _call(self, method, path, want, body=None, headers=None):
        self.connection.request(method, path, body, {**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        text = answer.read()
        if want and answer.status != want:
            raise SystemExit(f'{method} {path}: {answer.status} {text.decode(errors="replace")}')
        return answer.status, answer.headers


def main(arguments):
    match arguments:
        case ['test-images', address]:
            registry = Registry(address)
            for name, image in all_images().items():
                registry.push(name, image)
        case ['test-image', name, address, other]:
            Registry(address).push(other, all_images()[name])
        case ['archive', path, name, address]:
            plain = name.removeprefix('library/')
            with tempfile.NamedTemporaryFile() as copy:
                if path == '-':  # a tar is read to and fro, a pipe cannot be
                    while chunk := sys.stdin.buffer.read(1 << 20):
                        copy.write(chunk)
                    copy.flush()
                    path = copy.name
                Registry(address).push(name, from_docker_archive(path, plain))
        case _:
            raise SystemExit(__doc__)


try:
    main(sys.argv[1:])
except (OSError, http.client.HTTPException) as error:
    raise SystemExit(f'push: {error}')
