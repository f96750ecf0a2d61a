# shellcheck shell=bash
# etcd, API server, controller manager, scheduler.

ETCD=http://127.0.0.1:${D2K_E2E_ETCD_PORT:-12379} # not etcd's own ports, which another may use
ETCD_PEER=http://127.0.0.1:${D2K_E2E_ETCD_PEER_PORT:-12380}

# Keys and tokens live with the data: what is stored in etcd refers to them.
make_keys() {
  local api_ip=${SERVICE_CIDR%.*}.1 ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650)
  [ ! -e "$PKI/complete" ] || return 0
  rm -rf "$PKI"
  mkdir -p "$PKI"
  chmod 700 "$PKI"
  {
    openssl req -x509 "${ec[@]}" -subj /CN=d2k-e2e-ca -addext keyUsage=critical,keyCertSign,cRLSign \
      -keyout "$PKI/ca.key" -out "$PKI/ca.crt"
    openssl req -x509 "${ec[@]}" -subj /CN=kube-apiserver -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" \
      -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=serverAuth \
      -addext "subjectAltName=IP:$NODE_IP,IP:127.0.0.1,IP:$api_ip,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.$CLUSTER_DOMAIN" \
      -keyout "$PKI/apiserver.key" -out "$PKI/apiserver.crt"
    # The kubelet lets everyone in (anonymous, AlwaysAllow), but the API server wants some certificate to show.
    openssl req -x509 "${ec[@]}" -subj /CN=kube-apiserver-kubelet-client -keyout "$PKI/kubelet-client.key" -out "$PKI/kubelet-client.crt"
    openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/service-account.key"
  } 2>"$LOGS/openssl.log" || { cat "$LOGS/openssl.log" >&2; die "openssl failed"; }
  printf '%s,d2k-e2e-admin,d2k-e2e-admin,"system:masters"\n' "$(openssl rand -hex 16)" >"$PKI/tokens.csv"
  touch "$PKI/complete"
}

write_kubeconfig() {
  local ADMIN_TOKEN CA_DATA
  # shellcheck disable=SC2034  # render takes them
  ADMIN_TOKEN=$(cut -d, -f1 "$PKI/tokens.csv")
  # shellcheck disable=SC2034
  CA_DATA=$(base64 -w0 "$PKI/ca.crt")
  (umask 077; render kubeconfig.yml >"$KUBECONFIG_FILE.new")
  mv "$KUBECONFIG_FILE.new" "$KUBECONFIG_FILE"
}

# Durability is nothing to a test cluster, and each write would wait for the disk.
etcd_up() {
  daemon etcd etcd --name d2k-e2e --data-dir "$DATA/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$ETCD" --advertise-client-urls "$ETCD" \
    --listen-peer-urls "$ETCD_PEER" --initial-advertise-peer-urls "$ETCD_PEER" --initial-cluster "d2k-e2e=$ETCD_PEER" \
    --auto-compaction-mode revision --auto-compaction-retention 20000
}

etcd_ready() { ready etcd 20 curl -sf "$ETCD/health"; }

apiserver_up() {
  daemon kube-apiserver "$BIN/kube-apiserver" --etcd-servers "$ETCD" \
    --advertise-address "$NODE_IP" --bind-address "$NODE_IP" --secure-port "$API_PORT" \
    --tls-cert-file "$PKI/apiserver.crt" --tls-private-key-file "$PKI/apiserver.key" --token-auth-file "$PKI/tokens.csv" \
    --authorization-mode RBAC --allow-privileged --service-cluster-ip-range "$SERVICE_CIDR" \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$PKI/service-account.key" \
    --service-account-signing-key-file "$PKI/service-account.key" \
    --kubelet-client-certificate "$PKI/kubelet-client.crt" --kubelet-client-key "$PKI/kubelet-client.key" \
    --kubelet-preferred-address-types InternalIP --feature-gates TTLAfterFinished=true --profiling=false
}

apiserver_answers() { curl -sf --max-time 2 --cacert "$PKI/ca.crt" "https://$NODE_IP:$API_PORT/readyz"; }
apiserver_ready() { ready kube-apiserver 60 apiserver_answers; }

# Client limits well above the defaults (20 requests a second): measurements shall show d2k, not this throttle.
controllers_up() {
  daemon kube-controller-manager "$BIN/kube-controller-manager" --kubeconfig "$KUBECONFIG_FILE" --leader-elect=false \
    --service-account-private-key-file "$PKI/service-account.key" --root-ca-file "$PKI/ca.crt" --cluster-cidr "$POD_CIDR" \
    --service-cluster-ip-range "$SERVICE_CIDR" --feature-gates TTLAfterFinished=true \
    --kube-api-qps 1000 --kube-api-burst 2000 --bind-address 127.0.0.1 --port 0 --profiling=false
  daemon kube-scheduler "$BIN/kube-scheduler" --kubeconfig "$KUBECONFIG_FILE" --leader-elect=false \
    --kube-api-qps 1000 --kube-api-burst 2000 --bind-address 127.0.0.1 --port 0 --profiling=false
}
