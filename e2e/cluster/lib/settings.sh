# shellcheck shell=bash disable=SC2034  # sourced: the names are used by the other parts
# Every setting of the test cluster, and where its files lie. Each D2K_E2E_* may be given in the environment.

CACHE=${D2K_E2E_CACHE:-/var/cache/d2k-e2e}        # what was built; kept by `down`
RUN=${D2K_E2E_RUN:-/run/d2k-e2e}                  # pid files, sockets, kubeconfig; gone after `down`
DATA=${D2K_E2E_DATA:-/var/lib/d2k-e2e}            # etcd, containerd, registries, logs

NODE_NAME=${D2K_E2E_NODE:-d2k-e2e}
NODE_IP=${D2K_E2E_NODE_IP:-10.88.77.1}
LB_IP=${D2K_E2E_LB_IP:-10.88.77.2}                # LoadBalancer Services; not the node's, or one of them on port 5000 would hide the registry
NAMES_IP=${D2K_E2E_NAMES_IP:-10.88.77.3}          # where d2k can serve names to pods (D2K_NAME_SERVER): port 53 of the node is dnsmasq's
CGROUP=d2k-e2e                                    # the control group that the pods' own lie in: another kubelet's are not ours to end
NODE_DEVICE=d2ke2e0                               # bridge that carries both
POD_DEVICE=d2kpods0                               # bridge that the pods hang on
POD_CIDR=10.244.0.0/23                            # a /24 would end at some 250 pods
SERVICE_CIDR=10.96.0.0/16
CLUSTER_DOMAIN=cluster.local
API_PORT=${D2K_E2E_API_PORT:-6443}
REGISTRY_PORT=${D2K_E2E_REGISTRY_PORT:-5000}
PRIVATE_REGISTRY_PORT=${D2K_E2E_PRIVATE_REGISTRY_PORT:-5001}
PRIVATE_USER=d2k
PRIVATE_PASSWORD=d2k-secret
METRICS_INTERVAL=${D2K_E2E_METRICS_INTERVAL:-15}  # seconds; 0: figures are left to the tests

KUBERNETES_VERSION=1.20.2
KUBERNETES_SOURCE=1.20.5+really1.20.2-1.1+deb12u1 # version of Debian bookworm's source package
BUILD=4                                           # of lib/build.sh: raise it when the recipe changes

BIN=$CACHE/kubernetes-$KUBERNETES_VERSION-$BUILD/bin
LOGS=$DATA/logs
PKI=$DATA/pki
MANIFEST_TYPE=application/vnd.docker.distribution.manifest.v2+json
KUBECONFIG_FILE=$RUN/kubeconfig
CONTAINERD_SOCKET=$RUN/containerd/containerd.sock
REGISTRY=$NODE_IP:$REGISTRY_PORT
PRIVATE_REGISTRY=$NODE_IP:$PRIVATE_REGISTRY_PORT

say() { printf '%s\n' "$*" >&2; }
die() { say "cluster: $*"; exit 1; }

# kc: kubectl against this cluster, whatever KUBECONFIG the caller has.
kc() { kubectl --kubeconfig "$KUBECONFIG_FILE" "$@"; }
