"""The images that the tests run, made from Debian's busybox-static. The conformance transcripts fix what is in them."""
import platform
import subprocess

from image import Image, Tree, canonical

EPOCH = 1704067200  # 2024-01-01: fixed, so that a digest changes only when the content does
CREATED = '2024-01-01T00:00:00Z'
PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
BUSYBOX = '/bin/busybox'
ARCHITECTURE = {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(platform.machine(), platform.machine())

PASSWD = '''root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
'''
GROUP = '''root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
mail:x:8:
wheel:x:10:root
www-data:x:33:
users:x:100:
nogroup:x:65534:
'''


def busybox_root():
    tree = Tree(EPOCH)
    for path in ('dev', 'etc', 'home', 'proc', 'sys', 'usr/local/bin', 'usr/local/sbin', 'usr/sbin', 'usr/bin', 'sbin', 'var/spool/mail'):
        tree.directory(path)
    tree.directory('root', 0o700)
    tree.directory('tmp', 0o1777)
    tree.file('etc/passwd', PASSWD)
    tree.file('etc/group', GROUP)
    tree.file('etc/nsswitch.conf', 'hosts: files dns\n')
    with open(BUSYBOX, 'rb') as file:
        tree.file('bin/busybox', file.read(), 0o755)
    applets = subprocess.run([BUSYBOX, '--list-full'], check=True, capture_output=True, text=True).stdout.split()
    for applet in applets:
        if applet.startswith(('bin/', 'sbin/', 'usr/')) and applet not in tree.entries:
            tree.symlink(applet, BUSYBOX)
    return tree.layer()


def web_root(version):
    tree = Tree(EPOCH)
    # /var/www holds this one file alone, and version 1 says just this: transcripts of the real engine depend on both.
    body = '<h1>hello from web</h1>' if version == 1 else f'<h1>hello from web {version}</h1>'
    tree.file('var/www/index.html', body + '\n')
    tree.file('etc/web-version', f'web {version}\n')
    return tree.layer()


def image(layers, **config):
    return Image(canonical({
        'architecture': ARCHITECTURE,
        'os': 'linux',
        'created': CREATED,
        'config': config,
        'rootfs': {'type': 'layers', 'diff_ids': [layer.diff_id for layer in layers]},
        'history': [{'created': CREATED, 'created_by': 'd2k e2e/cluster/images'} for _ in layers],
    }), layers)


def web(root, version):
    return image([root, web_root(version)], Env=[PATH, 'GREETING=hello'], Labels={'org.example.kind': 'web'}, Entrypoint=['httpd'],
                 Cmd=['-f', '-v', '-p', '80', '-h', '/var/www'], WorkingDir='/var/www', ExposedPorts={'80/tcp': {}})


def all_images():
    root = busybox_root()
    hold = "trap 'exit 0' TERM INT; while :; do sleep 3600 & wait; done"
    return {
        'library/busybox:latest': image([root], Cmd=['sh']),
        'library/alpine:latest': image([root], Cmd=['/bin/sh']),
        'library/web:1': web(root, 1),
        'library/web:2': web(root, 2),
        # What keeps a pod's namespaces open. busybox instead of a compiled program: no compiler is needed for it.
        'pause:1': image([root], Env=[PATH], Entrypoint=['/bin/sh', '-c', hold]),
    }
