# shellcheck shell=bash
# The tests: unit tests and static checks by Maven, then real clients against d2k on a real cluster.

run_tests() {
  local which=${1:-all}
  [ $# -eq 0 ] || shift
  case $which in
    unit) unit_tests "$@" ;;
    e2e) e2e_tests "$@" ;;
    all)
      unit_tests
      e2e_tests
      ;;
    *) die "test takes unit or e2e, not $which" ;;
  esac
}

unit_tests() {
  check_scripts
  maven verify "$@"
}

check_scripts() {
  need shellcheck shellcheck
  (cd "$ROOT" && shellcheck d2k scripts/*.sh .ci/run)
}

e2e_tests() {
  need docker docker-cli
  has_compose || install docker-compose
  need kubectl kubectl
  # Debian's own Python, whatever other is first on the PATH
  /usr/bin/python3 -c 'import docker' 2>/dev/null || install python3-docker
  ensure_built
  if [ -n "${D2K_E2E_KUBECONFIG-}" ]; then
    cluster_answers "$D2K_E2E_KUBECONFIG" || die "the cluster of D2K_E2E_KUBECONFIG ($D2K_E2E_KUBECONFIG) does not answer"
  else
    local_cluster_up
    # A cluster that was there before stays.
    [ -z "$LOCAL_CLUSTER_STARTED" ] || trap '"$LOCAL_CLUSTER" down >&2' EXIT
    export D2K_E2E_KUBECONFIG=$D2K_KUBECONFIG
  fi
  maven verify -Pe2e --projects d2k-e2e "$@"
}
