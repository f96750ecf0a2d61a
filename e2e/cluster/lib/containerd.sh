# shellcheck shell=bash
# A containerd of the cluster's own, beside any that the machine may run.

containerd_up() {
  local version certs=$RUN/containerd/certs.d
  version=$(containerd --version | sed -E 's/.* v?([0-9]+)\.([0-9]+).*/\1/')
  # containerd 2 no longer speaks the CRI v1alpha2 of this kubelet.
  [ "$version" = 1 ] || die "containerd 1.x is needed for Kubernetes $KUBERNETES_VERSION, here is $(containerd --version)"
  mkdir -p "$certs/docker.io" "$certs/$REGISTRY" "$certs/$PRIVATE_REGISTRY" "$RUN/cni"
  render hosts-mirror.toml >"$certs/docker.io/hosts.toml"
  render hosts-mirror.toml >"$certs/$REGISTRY/hosts.toml"
  render hosts-private.toml >"$certs/$PRIVATE_REGISTRY/hosts.toml"
  render cni.conflist >"$RUN/cni/10-d2k-e2e.conflist"
  render containerd.toml >"$RUN/containerd.toml"
  daemon containerd containerd --config "$RUN/containerd.toml"
}

containerd_ready() { ready containerd 15 ctr -a "$CONTAINERD_SOCKET" version; }

cri_ctr() { ctr -a "$CONTAINERD_SOCKET" -n k8s.io "$@"; }

# Through the mirror, as kubelet pulls. The name with the digest is what makes it known to the CRI under that digest,
# as after a pull of the kubelet's own.
pull_test_images() {
  local image digest
  for image in "$REGISTRY/pause:1" docker.io/library/{busybox:latest,alpine:latest,web:1,web:2}; do
    {
      cri_ctr images pull --hosts-dir "$RUN/containerd/certs.d" "$image"
      digest=$(cri_ctr images list "name==$image" | awk 'NR == 2 {print $3}')
      cri_ctr images tag --force "$image" "${image%:*}@$digest"
    } >>"$LOGS/pull.log" 2>&1 || die "cannot pull $image; see $LOGS/pull.log"
  done
}

# The pods' processes first, then the shims, then what they had mounted.
containerd_down() {
  local pid group
  for group in $(cgroup_hierarchies | sed "s|$|/$CGROUP|"); do
    [ ! -d "$group" ] || find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u | xargs -r kill -9 2>/dev/null || true
  done
  for pid in $(pgrep -f "containerd-shim-runc-v2 .*-address $CONTAINERD_SOCKET" || true); do kill -9 "$pid" 2>/dev/null || true; done
  # Deepest first, and lazily: a dying process may still hold one.
  awk -v run="$RUN/" -v data="$DATA/" 'index($5, run) == 1 || index($5, data) == 1 {print $5}' /proc/self/mountinfo | sort -r \
    | while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
  # libcni keeps its results in this one place, whoever calls it.
  grep -lsr -F "$RUN/" /var/lib/cni/results 2>/dev/null | xargs -r rm -f || true
  for group in $(cgroup_hierarchies | sed "s|$|/$CGROUP|"); do
    [ ! -d "$group" ] || eventually 5 remove_cgroup "$group" || say "cgroup $group was left"
  done
}

remove_cgroup() { find "$1" -depth -type d -exec rmdir {} + && [ ! -d "$1" ]; }
