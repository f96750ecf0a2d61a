"""An image as a registry holds it: a config, gzipped layers, and a Docker schema 2 manifest, all told apart by digest."""
import gzip
import hashlib
import io
import json
import posixpath
import tarfile

MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
CONFIG = 'application/vnd.docker.container.image.v1+json'
LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip'


def digest(data):
    return 'sha256:' + hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, separators=(',', ':'), sort_keys=True).encode()


class Layer:
    """A layer's tar. Zero time stamps in the gzip header keep the digest the same from one build to the next."""

    def __init__(self, tar):
        self.diff_id = digest(tar)
        self.blob = gzip.compress(tar, compresslevel=6, mtime=0)


class Image:
    def __init__(self, config, layers):
        self.config = config
        self.layers = layers
        self.manifest = canonical({
            'schemaVersion': 2,
            'mediaType': MANIFEST,
            'config': self._descriptor(CONFIG, config),
            'layers': [self._descriptor(LAYER, layer.blob) for layer in layers],
        })

    @staticmethod
    def _descriptor(media_type, data):
        return {'mediaType': media_type, 'size': len(data), 'digest': digest(data)}

    def blobs(self):
        return [self.config] + [layer.blob for layer in self.layers]


def from_docker_archive(path, tag):
    """The image `tag` of a file that `docker save` wrote (or its only one, whatever that one's name)."""
    with tarfile.open(path) as archive:
        entries = json.load(archive.extractfile('manifest.json'))
        chosen = [e for e in entries if tag in (e.get('RepoTags') or [])] or (entries if len(entries) == 1 else [])
        if not chosen:
            raise SystemExit(f'{path} holds no image {tag}')
        entry = chosen[0]
        layers = []
        for name in entry['Layers']:
            data = archive.extractfile(name).read()
            layers.append(Layer(gzip.decompress(data) if data[:2] == b'\x1f\x8b' else data))
        return Image(archive.extractfile(entry['Config']).read(), layers)


class Tree:
    """A root file system under construction: every entry belongs to root and bears the same time."""

    def __init__(self, mtime):
        self.mtime = mtime
        self.entries = {}

    def directory(self, path, mode=0o755):
        self._add(path, tarfile.DIRTYPE, mode)

    def file(self, path, content, mode=0o644):
        self._add(path, tarfile.REGTYPE, mode, content if isinstance(content, bytes) else content.encode())

    def symlink(self, path, target):
        self._add(path, tarfile.SYMTYPE, 0o777, target=target)

    def layer(self):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode='w', format=tarfile.USTAR_FORMAT) as tar:
            for path in sorted(self.entries):
                info, content = self.entries[path]
                tar.addfile(info, io.BytesIO(content))
        return Layer(out.getvalue())

    def _add(self, path, kind, mode, content=b'', target=''):
        parent = posixpath.dirname(path)
        if parent and parent not in self.entries:
            self.directory(parent)
        info = tarfile.TarInfo(path)
        info.type, info.mode, info.mtime, info.linkname, info.size = kind, mode, self.mtime, target, len(content)
        info.uname = info.gname = 'root'
        self.entries[path] = info, content
