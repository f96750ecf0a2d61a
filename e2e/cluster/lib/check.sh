# shellcheck shell=bash
# `cluster check`: does the cluster give the tests what they count on?

check_cluster() {
  local failed=0
  check_clean
  kc create namespace d2k-e2e-check >/dev/null
  eventually 10 in_check get serviceaccount default
  render check.yml | in_check apply -f - >/dev/null
  expect 'pods run'                        30 in_check wait --for=condition=Ready pod/web pod/box --timeout=1s
  expect 'logs'                            5  prints started in_check logs box
  expect 'exec'                            5  prints uid=0 in_box id
  expect 'Service by name'                 5  prints hello in_box wget -T 2 -qO- http://web:18080/
  expect 'headless Service by name'        5  prints hello in_box wget -T 2 -qO- http://headless/
  expect 'ExternalName Service'            5  prints hello in_box wget -T 2 -qO- http://elsewhere:18080/
  expect 'unknown name fails at once'      5  prints 'bad address' in_box timeout 1 wget -qO- http://no.such.example/
  expect 'LoadBalancer from the host'      5  prints hello curl -sm 2 "http://$LB_IP:18080/"
  expect 'host port'                       5  prints hello curl -sm 2 "http://$NODE_IP:18081/"
  expect 'node port'                       5  prints hello curl -sm 2 "http://$NODE_IP:$(in_check get service web -o 'jsonpath={.spec.ports[0].nodePort}')/"
  expect 'API server from a pod'           5  prints gitVersion in_box wget -T 2 --no-check-certificate -qO- https://kubernetes.default/version
  expect 'claim bound and writable'        5  prints root:755 in_box sh -c 'touch /data/x && stat -c %U:%a /data'
  expect 'private registry with a Secret'  15 in_check wait --for=condition=Ready pod/private --timeout=1s
  expect 'unknown image is not found'      15 prints 'not found' in_check get pod unknown -o 'jsonpath={.status.containerStatuses[0].state.waiting.message}'
  expect 'node knows the digest'           15 prints 'web@sha256' in_check get pod web -o 'jsonpath={.status.containerStatuses[0].imageID}'
  [ "$METRICS_INTERVAL" = 0 ] || expect 'figures of a pod' 40 prints memory in_check get pods.metrics.k8s.io web -o yaml
  check_clean
  return "$failed"
}

in_check() { kc -n d2k-e2e-check "$@"; }
in_box() { in_check exec box -- "$@" 2>&1; }
prints() { local want=$1; shift; { "$@" || true; } 2>&1 | grep -F -- "$want"; }
check_clean() { kc delete namespace d2k-e2e-check --ignore-not-found >/dev/null 2>&1; }

expect() {
  local what=$1 seconds=$2
  shift 2
  if eventually "$seconds" "$@"; then say "ok    $what"; else say "FAIL  $what"; failed=1; fi
}
