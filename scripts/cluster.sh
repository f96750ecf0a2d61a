# shellcheck shell=bash
# Which Kubernetes: the one of the current kubeconfig when it answers, else the local one of e2e/cluster.

LOCAL_CLUSTER=$ROOT/e2e/cluster/cluster

# choose_cluster: sets D2K_KUBECONFIG (and the registry mirror of the local cluster). A cluster named in D2K_KUBECONFIG
# is what the user wants: when it does not answer, no other is taken.
choose_cluster() {
  local file
  IS_LOCAL=''
  if [ -n "${D2K_KUBECONFIG-}" ]; then
    cluster_answers "$D2K_KUBECONFIG" || die "the cluster of D2K_KUBECONFIG ($D2K_KUBECONFIG) does not answer"
    return
  fi
  # KUBECONFIG may be a list of files; d2k reads one.
  file=${KUBECONFIG:-$HOME/.kube/config}
  file=${file%%:*}
  if [ -r "$file" ]; then
    if cluster_answers "$file"; then
      export D2K_KUBECONFIG=$file
      say "cluster: $(cluster_address "$file"), from $file"
      return
    fi
    say "the cluster of $file does not answer; taking the local one"
  fi
  local_cluster_up
  # shellcheck disable=SC2034 # read by up
  IS_LOCAL=yes
}

# local_cluster_up: starts the local cluster unless it runs, and says so in LOCAL_CLUSTER_STARTED.
local_cluster_up() {
  LOCAL_CLUSTER_STARTED=''
  if ! "$LOCAL_CLUSTER" status >/dev/null 2>&1; then
    say 'starting the local cluster (the first time, Kubernetes is built, which takes some minutes)'
    # shellcheck disable=SC2034 # read by up and by the tests
    LOCAL_CLUSTER_STARTED=yes
    "$LOCAL_CLUSTER" up >&2 || die 'the local cluster did not start'
  fi
  D2K_KUBECONFIG=$("$LOCAL_CLUSTER" kubeconfig)
  D2K_REGISTRY_MIRRORS=${D2K_REGISTRY_MIRRORS-$("$LOCAL_CLUSTER" status | sed -n 's/.*D2K_REGISTRY_MIRRORS=\([^ )]*\).*/\1/p')}
  export D2K_KUBECONFIG D2K_REGISTRY_MIRRORS
}

# local_name_server: the address at which a d2k on this machine can serve names to the pods of the local cluster; nothing
# where the cluster was set up without one.
local_name_server() {
  local address
  address=$("$LOCAL_CLUSTER" status | sed -n 's/.*D2K_NAME_SERVER=\([^ )]*\).*/\1/p')
  [ -n "$address" ] && ip -o address show | grep -qwF "$address" && echo "$address"
}

# cluster_address KUBECONFIG: the server of the current context, as kubectl writes the file; else the first one in it.
cluster_address() {
  awk '
    /^current-context:/ { current = unquoted($2) }
    /^[a-z-]+:/ { section = $1; server = ""; cluster = "" }
    $1 == "server:" { server = unquoted($2); if (first == "") first = server }
    $1 == "cluster:" && section == "contexts:" && NF == 2 { cluster = unquoted($2) }
    $1 == "name:" || ($1 == "-" && $2 == "name:") {
      name = unquoted($NF)
      if (section == "clusters:") servers[name] = server
      if (section == "contexts:") clusters[name] = cluster
    }
    function unquoted(text) { gsub(/["\047]/, "", text); return text }
    END { address = servers[clusters[current]]; print address == "" ? first : address }
  ' "$1"
}

# cluster_answers KUBECONFIG: with kubectl where there is one, else by the port alone.
cluster_answers() {
  if command -v kubectl >/dev/null; then
    kubectl --kubeconfig "$1" --request-timeout=5s get --raw /version >/dev/null 2>&1
    return
  fi
  local address port
  address=$(cluster_address "$1")
  address=${address#http*://}
  address=${address%%/*}
  port=${address##*:}
  [ "$port" != "$address" ] || port=443
  [ -n "$address" ] && timeout 5 bash -c "exec 3<>'/dev/tcp/${address%:*}/$port'" 2>/dev/null
}
