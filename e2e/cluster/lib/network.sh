# shellcheck shell=bash
# The node's addresses and the way of the pods' packets.



network_up() {
  # A bridge without ports stands for a dummy device, which not every kernel has.
  ip link show "$NODE_DEVICE" >/dev/null 2>&1 || ip link add "$NODE_DEVICE" type bridge
  ip address replace "$NODE_IP/32" dev "$NODE_DEVICE"
  ip address replace "$LB_IP/32" dev "$NODE_DEVICE"
  ip address replace "$NAMES_IP/32" dev "$NODE_DEVICE"
  ip link set "$NODE_DEVICE" up
  sysctl -qw net.ipv4.ip_forward=1
  # A reply from one pod to another must pass iptables too, or a Service's address is not translated back.
  [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || modprobe br_netfilter
  sysctl -qw net.bridge.bridge-nf-call-iptables=1
  # dockerd sets the policy of FORWARD to DROP.
  rule filter FORWARD -s "$POD_CIDR" -j ACCEPT
  rule filter FORWARD -d "$POD_CIDR" -j ACCEPT
  rule nat POSTROUTING -s "$POD_CIDR" ! -d "$POD_CIDR" -j MASQUERADE
}

rule() {
  local table=$1 chain=$2
  shift 2
  set -- "$@" -m comment --comment d2k-e2e # the mark by which `down` finds it
  iptables -w -t "$table" -C "$chain" "$@" 2>/dev/null || iptables -w -t "$table" -I "$chain" "$@"
}

network_down() {
  local link tool
  for link in $(ip -o link show master "$POD_DEVICE" 2>/dev/null | sed -E 's/^[0-9]+: ([^:@]+).*/\1/'); do
    ip link delete "$link" 2>/dev/null || true
  done
  ip link delete "$POD_DEVICE" 2>/dev/null || true
  ip link delete "$NODE_DEVICE" 2>/dev/null || true
  # kubelet, kube-proxy and the CNI plugins name all their chains; what others put in stays.
  for tool in iptables ip6tables; do
    "$tool-save" 2>/dev/null | grep -E 'KUBE-|CNI-|d2k-e2e' >/dev/null || continue
    "$tool-save" | grep -vE 'KUBE-|CNI-|d2k-e2e' | "$tool-restore" -w || say "$tool: rules were left"
  done
}
