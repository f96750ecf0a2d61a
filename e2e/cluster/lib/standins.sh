# shellcheck shell=bash
# What a bare cluster lacks: DNS, volumes, LoadBalancer addresses, metrics. One small program feeds them all.

standins_up() {
  local upstream=(--no-resolv) server
  for server in ${D2K_E2E_DNS_UPSTREAM-}; do upstream+=("--server=$server"); done
  mkdir -p "$RUN/names" "$DATA/volumes"
  daemon dnsmasq dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= --log-facility=- \
    --listen-address="$NODE_IP" --bind-interfaces --no-hosts --hostsdir="$RUN/names" --local="/$CLUSTER_DOMAIN/" \
    --local=/in-addr.arpa/ --domain-needed --cache-size=0 "${upstream[@]}"
  daemon standins env KUBECONFIG_SERVER="https://$NODE_IP:$API_PORT" KUBECONFIG_TOKEN="$(cut -d, -f1 "$PKI/tokens.csv")" CA="$PKI/ca.crt" \
    NAMES="$RUN/names" VOLUMES="$DATA/volumes" CLUSTER_DOMAIN="$CLUSTER_DOMAIN" LB_IP="$LB_IP" NODE_IP="$NODE_IP" \
    METRICS_INTERVAL="$METRICS_INTERVAL" /usr/bin/python3 -B -u "$HERE/standins"
}

addons_up() { kc apply -f "$HERE/config/addons.yml" >"$LOGS/addons.log" 2>&1 || { cat "$LOGS/addons.log" >&2; die "kubectl apply failed"; }; }
