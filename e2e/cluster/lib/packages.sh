# shellcheck shell=bash
# What the cluster needs of Debian, by the command that proves it is there.

need() {
  local package=$1 proof=$2
  [ -e "$proof" ] || command -v "$proof" >/dev/null || missing+=("$package")
}

install_packages() {
  local missing=()
  need etcd-server etcd
  need containerd containerd
  need runc runc
  need containernetworking-plugins /usr/lib/cni/bridge
  need docker-registry docker-registry
  need dnsmasq-base dnsmasq
  need iptables iptables
  need iproute2 ip
  need procps sysctl
  need util-linux flock
  need conntrack conntrack
  need socat socat
  need ipset ipset
  need busybox-static /bin/busybox
  need kubectl kubectl
  need openssl openssl
  need curl curl
  need jq jq
  need python3 /usr/bin/python3
  need perl-base perl
  if ! kubernetes_built; then
    need golang-go go
    need golang-github-modern-go-reflect2-dev /usr/share/gocode/src/github.com/modern-go/reflect2
    need dpkg-dev dpkg-source
    need ca-certificates /etc/ssl/certs/ca-certificates.crt
  fi
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing: ${missing[*]}"
  mkdir -p "$CACHE"
  local failed='' policy=/usr/sbin/policy-rc.d
  {
    apt-get update
    # No daemon of a package may start (docker-registry would take our port): the cluster runs its own, with its own data.
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101 # d2k-e2e\n' >"$policy"; chmod 755 "$policy"; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
  } >"$CACHE/apt.log" 2>&1 </dev/null || failed=yes
  ! grep -qs d2k-e2e "$policy" || rm -f "$policy"
  [ -z "${failed-}" ] || { tail -n 20 "$CACHE/apt.log" >&2; die "apt-get failed; see $CACHE/apt.log"; }
}
