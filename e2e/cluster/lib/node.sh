# shellcheck shell=bash
# What makes this machine the one node: kubelet and kube-proxy.

# kubelet spends its first 5 s looking for a Docker, so it is started early, before there is an API server.
kubelet_up() {
  : >"$RUN/resolv.conf"
  cgroup_up
  # The last two flags are those of its built-in cAdvisor: it must not count the containers of the machine's own Docker.
  render kubelet.yml >"$RUN/kubelet.yml"
  daemon kubelet "$BIN/kubelet" --config "$RUN/kubelet.yml" --kubeconfig "$KUBECONFIG_FILE" --root-dir "$DATA/kubelet" \
    --cert-dir "$PKI/kubelet" --hostname-override "$NODE_NAME" --node-ip "$NODE_IP" \
    --container-runtime remote --container-runtime-endpoint "unix://$CONTAINERD_SOCKET" \
    --containerd "$CONTAINERD_SOCKET" --docker "unix://$RUN/no-docker.sock"
}

# The kubelet makes the pods' groups in one that has to be there. A new group of version 1 has no processors and no memory.
cgroup_up() {
  local parent file
  for parent in $(cgroup_hierarchies); do
    mkdir -p "$parent/$CGROUP"
    for file in cpuset.cpus cpuset.mems; do
      [ ! -e "$parent/cgroup.clone_children" ] || [ ! -e "$parent/$file" ] || [ -n "$(cat "$parent/$CGROUP/$file")" ] \
        || cat "$parent/$file" >"$parent/$CGROUP/$file"
    done
  done
}

# One of version 2, or one for each controller.
cgroup_hierarchies() {
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo /sys/fs/cgroup; else find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d; fi
}

proxy_up() {
  # The conntrack limits are the machine's own; and many Services at once shall not wait for each other's sync.
  daemon kube-proxy "$BIN/kube-proxy" --kubeconfig "$KUBECONFIG_FILE" --hostname-override "$NODE_NAME" \
    --proxy-mode iptables --cluster-cidr "$POD_CIDR" --iptables-min-sync-period 200ms \
    --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0 \
    --healthz-bind-address 127.0.0.1:10256 --metrics-bind-address 127.0.0.1:10249
}

node_is_ready() {
  kc get node "$NODE_NAME" -o json | jq -e 'any(.status.conditions[]; .type == "Ready" and .status == "True") and (.spec.taints | not)'
}

node_ready() {
  ready kubelet 60 kc get node "$NODE_NAME"
  kc label node "$NODE_NAME" --overwrite node-role.kubernetes.io/control-plane= >/dev/null
  ready kubelet 60 node_is_ready
  ready kube-proxy 20 curl -sf http://127.0.0.1:10256/healthz
}
