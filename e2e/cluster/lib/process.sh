# shellcheck shell=bash
# Daemons without systemd: detached from the caller's shell, one pid file and one log each.

# A pid file holds the pid and the start time: after a crash or a reboot the pid may be another program's.
# A zombie has ended, however late its parent takes note.
start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # shellcheck disable=SC2086  # after the name in brackets: the state and 18 more fields, then the start time
  set -- ${stat##*) }
  [ "$1" != Z ] && echo "${20}"
}

alive() {
  local pid begun
  read -r pid begun 2>/dev/null <"$RUN/$1.pid" || return 1
  [ "$(start_time "$pid")" = "$begun" ]
}

# daemon NAME COMMAND...: starts it unless it runs.
daemon() {
  local name=$1 pid
  shift
  ! alive "$name" || return 0
  [ ! -e "$LOGS/$name.log" ] || mv "$LOGS/$name.log" "$LOGS/$name.log.1"
  # No descriptor of the caller may leak: a held lock would never be free again, a held pipe never at its end.
  (
    for fd in /proc/self/fd/*; do fd=${fd##*/}; [ "$fd" -le 2 ] || [ "$fd" -eq 255 ] || eval "exec $fd>&-"; done
    exec setsid nohup "$@" >"$LOGS/$name.log" 2>&1 </dev/null
  ) &
  pid=$!
  echo "$pid $(start_time "$pid")" >"$RUN/$name.pid"
  started+=("$name")
}

# stop NAME [SECONDS]: asks, and after so many seconds (5) kills.
stop() {
  local name=$1 patience=${2:-5} pid
  if alive "$name"; then
    read -r pid _ <"$RUN/$name.pid"
    kill "$pid" 2>/dev/null || true
    eventually "$patience" not alive "$name" || kill -9 "$pid" 2>/dev/null || true
    eventually 5 not alive "$name" || say "$name (pid $pid) does not end"
  fi
  rm -f "$RUN/$name.pid"
}

ask_to_stop() { local pid; if alive "$1"; then read -r pid _ <"$RUN/$1.pid"; kill "$pid" 2>/dev/null || true; fi; }

not() { ! "$@"; }

# eventually SECONDS COMMAND...: tries until it succeeds.
eventually() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# ready NAME SECONDS COMMAND...: like eventually, but a failure shows the log and ends the run.
ready() {
  local name=$1 seconds=$2
  shift 2
  # Alive too: what answers on the port may be another program, which kept ours from it.
  eventually "$seconds" "$@" && alive "$name" && return
  tail -n 15 "$LOGS/$name.log" >&2 || true
  die "$name is not ready after $seconds s; see $LOGS/$name.log"
}

# render FILE: a config template with its @NAMES@ filled from the settings.
render() {
  local name expressions=()
  for name in NODE_NAME NODE_IP CGROUP NODE_DEVICE POD_DEVICE POD_CIDR LB_IP SERVICE_CIDR CLUSTER_DOMAIN DATA RUN PKI CONTAINERD_SOCKET \
    REGISTRY PRIVATE_REGISTRY PRIVATE_USER PRIVATE_PASSWORD REGISTRY_STORE REGISTRY_ADDRESS API_PORT ADMIN_TOKEN CA_DATA; do
    expressions+=(-e "s#@$name@#${!name-}#g")
  done
  sed "${expressions[@]}" "$HERE/config/$1"
}
