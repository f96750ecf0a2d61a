"""Packs a folder into an image, with the C library of this machine.

    pack.py FOLDER NAME:TAG FILE
"""
import io
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../../e2e/cluster/images'))
from image import Tree, canonical, digest  # noqa: E402

USER = 65532
ARCHITECTURE = {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(platform.machine(), platform.machine())


def libraries(program):
    """The files that the loader maps for a program, by the path under which it looks for them."""
    text = subprocess.run(['ldd', program], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r'(/\S+\.so\S*)', text))


def add_folder(tree, folder):
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(directory, name)
            inside = os.path.relpath(path, folder)
            if os.path.islink(path):
                tree.symlink(inside, os.readlink(path))
            else:
                with open(path, 'rb') as file:
                    tree.file(inside, file.read(), 0o755 if os.access(path, os.X_OK) else 0o644)


def c_library(java, mtime):
    tree = Tree(mtime)
    needed = set()
    for program in (f'{java}/bin/java', f'{java}/lib/server/libjvm.so', f'{java}/lib/libnet.so', f'{java}/lib/libnio.so'):
        needed |= {path for path in libraries(program) if not path.startswith(java) and '/..' not in path}
    for path in sorted(needed):
        with open(path, 'rb') as file:
            tree.file(path.lstrip('/'), file.read(), 0o755)
    tree.directory('tmp', 0o1777)
    tree.file('etc/passwd', f'root:x:0:0:root:/:/sbin/nologin\nd2k:x:{USER}:{USER}:d2k:/:/sbin/nologin\n')
    tree.file('etc/group', f'root:x:0:\nd2k:x:{USER}:\n')
    tree.file('etc/nsswitch.conf', 'hosts: files dns\n')
    return tree.layer()


def main(folder, name, target):
    # deploy/image/stage gives all files one time
    mtime = int(os.stat(f'{folder}/opt/d2k/d2k.jar').st_mtime)
    program = Tree(mtime)
    add_folder(program, folder)
    layers = [c_library(f'{folder}/opt/java', mtime), program.layer()]
    created = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(mtime))
    config = canonical({
        'architecture': ARCHITECTURE,
        'os': 'linux',
        'created': created,
        'config': {
            'User': f'{USER}:{USER}',
            'Env': ['PATH=/opt/java/bin', 'LANG=C.UTF-8', 'MALLOC_ARENA_MAX=2'],
            'Entrypoint': ['/opt/java/bin/java', '@/opt/d2k/java.options', '-jar', '/opt/d2k/d2k.jar'],
            'Cmd': ['serve'],
            'ExposedPorts': {'2375/tcp': {}, '2376/tcp': {}},
            'WorkingDir': '/',
        },
        'rootfs': {'type': 'layers', 'diff_ids': [layer.diff_id for layer in layers]},
        'history': [{'created': created, 'created_by': 'deploy/image/build'} for _ in layers],
    })
    files = {f'{digest(layer.blob)[7:]}.tar.gz': layer.blob for layer in layers}
    manifest = [{'Config': f'{digest(config)[7:]}.json', 'RepoTags': [name], 'Layers': list(files)}]
    files[manifest[0]['Config']] = config
    files['manifest.json'] = json.dumps(manifest).encode()
    with tarfile.open(target, 'w', format=tarfile.USTAR_FORMAT) as archive:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mtime = len(content), mtime
            archive.addfile(info, io.BytesIO(content))
    print(f'{name}: {sum(map(len, files.values())) >> 20} MiB in {target}')


main(*sys.argv[1:])
