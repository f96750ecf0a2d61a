# shellcheck shell=bash
# The server: in the foreground (serve), and in the background (up, down).

STATE=${XDG_RUNTIME_DIR:-/run}/d2k
PID_FILE=$STATE/d2k.pid
LOG_FILE=$STATE/d2k.log
OWNS_CLUSTER=$STATE/owns-cluster # there when `up` started the local cluster
START_SECONDS=60
STOP_SECONDS=20

# jvm_options COMMAND: sets JVM_OPTIONS. The server waits far more than it computes: the smallest collector gives a fast start and
# little memory. Both compilers run, since only the second one uses the processor's instructions for AES: without them a
# stream over TLS takes four times the processor. What the user asks for comes last, and so wins.
jvm_options() {
  local wanted=()
  read -ra wanted <<<"${D2K_JAVA_OPTS-}"
  JVM_OPTIONS=(-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true)
  # remarks of the JVM about its archive are not for the user, and standard output is not for the JVM
  JVM_OPTIONS+=(-Xlog:disable -Xlog:all=error:stderr)
  if [ "$1" = serve ]; then
    # the heap is given back soon after a burst
    JVM_OPTIONS+=(-Xms32m -Xmx256m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20)
    # What is on its way in a stream must die young: it fits into the survivors' space, or the old one fills with garbage.
    JVM_OPTIONS+=(-XX:NewSize=12m -XX:MaxNewSize=16m -XX:SurvivorRatio=3 -XX:TargetSurvivorRatio=90)
    # and what the second compiler took with malloc; JDKs before 21.0.3 do not know it
    JVM_OPTIONS+=(-XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=5000)
  else
    # the other commands are over before what the second compiler makes, or a collection, could pay
    JVM_OPTIONS+=(-XX:TieredStopAtLevel=1 -Xms96m -Xmn64m -Xmx256m)
  fi
  # glibc keeps an arena a thread otherwise, tens of megabytes of them
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  JVM_OPTIONS+=(${wanted[@]+"${wanted[@]}"})
}

# run_java ARGUMENT...: becomes the Java program.
run_java() {
  ensure_built
  use_java java
  jvm_options "${1-}"
  use_archive "${1-}"
  exec "$JAVA_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$DIST/d2k.jar" "$@"
}

serve() { run_java serve "$@"; }

run_cli() { run_java "$@"; }

up() {
  [ $# -eq 0 ] || die 'up takes no arguments: set the D2K_* variables, or use serve'
  need docker docker-cli
  has_compose || install docker-compose
  (umask 077 && mkdir -p "$STATE")
  if is_running; then
    say "d2k runs already (pid $(server_pid))"
  else
    ensure_built
    choose_cluster
    [ -z "${LOCAL_CLUSTER_STARTED-}" ] || touch "$OWNS_CLUSTER"
    [ -z "$IS_LOCAL" ] || export D2K_NAME_SERVER=${D2K_NAME_SERVER-$(local_name_server || true)}
    start
  fi
  print_environment
}

down() {
  stop
  if [ -e "$OWNS_CLUSTER" ]; then
    "$LOCAL_CLUSTER" down >&2
    rm -f "$OWNS_CLUSTER"
  fi
}

# start: the server in a session of its own, so that it outlives the terminal.
start() {
  local port=${D2K_PORT:-2375}
  ! answers "$port" || die "another Docker engine answers on port $port; choose a free one with D2K_PORT"
  say "starting d2k (log: $LOG_FILE)"
  setsid nohup "$ROOT/d2k" serve >"$LOG_FILE" 2>&1 </dev/null &
  echo "$! $port" >"$PID_FILE"
  eventually "$START_SECONDS" answers_or_ended "$port" || true
  if is_running && answers "$port"; then return; fi
  tail -n 20 "$LOG_FILE" >&2
  stop
  die "d2k did not start; its log: $LOG_FILE"
}

answers_or_ended() { answers "$1" || ! is_running; }

stop() {
  if is_running; then
    local pid
    pid=$(server_pid)
    kill -TERM "$pid"
    if ! eventually "$STOP_SECONDS" is_gone; then
      say "d2k (pid $pid) does not end; killing it"
      kill -KILL "$pid"
    fi
  fi
  rm -f "$PID_FILE"
}

server_pid() { cut -d' ' -f1 "$PID_FILE" 2>/dev/null; }

# The number of a process that ended may be another's by now, so its command line is looked at, too.
is_running() {
  local pid
  pid=$(server_pid) && [ -n "$pid" ] && grep -qzE '(^|/)d2k(\.jar)?$' "/proc/$pid/cmdline" 2>/dev/null
}

is_gone() { ! is_running; }

print_environment() {
  local port
  port=$(cut -d' ' -f2 "$PID_FILE")
  echo "export DOCKER_HOST=tcp://127.0.0.1:$port"
  echo '# try: docker run --rm busybox echo hello from Kubernetes'
}

# answers PORT: whether a Docker engine answers on the port.
answers() { [[ $(http_get "$1" /_ping) == 'HTTP/1.1 200 '* ]]; }

# http_get PORT PATH: bash's own sockets, since a bare machine has no curl.
http_get() {
  # shellcheck disable=SC2016 # the inner bash expands
  timeout 5 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit # whoever called may have a file of its own at 3
    printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$2" >&3
    cat <&3
  ' http_get "$@" 2>/dev/null
}

has_compose() { docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; }
