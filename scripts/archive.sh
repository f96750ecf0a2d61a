# shellcheck shell=bash
# An archive of loaded and linked classes from which the JVM starts in a fraction of the time: an AOT cache on JDK 25
# and newer, a class-data-sharing archive before. It fits one build and one JVM, so it lies in the distribution, and
# its name tells the JVM's version. A JVM for which it does not fit goes on without it.

TRAINING_SECONDS=60

archive_is_on() { [ "${D2K_ARCHIVE:-on}" = on ]; }

# archive_file COMMAND: a run of the server and a run of translate load hardly a class in common, so each has its own.
archive_file() {
  local version kind=
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" 2>/dev/null)
  [ "$1" = serve ] || kind=-translate
  if makes_aot_cache; then kind=$kind.aot; else kind=$kind.jsa; fi
  echo "$DIST/d2k-${version:-unknown}$kind"
}

makes_aot_cache() { [ "$(java_version "$JAVA_HOME")" -ge 25 ]; }

# archive COMMAND: makes an archive of the current build, when it is wanted. Failing is no reason not to run.
archive() {
  archive_is_on || return 0
  local file part option
  use_java java
  file=$(archive_file "$1")
  rm -f "$file"
  # under another name until it is whole: a JVM that begins with a part of one, or one that two have written, crashes
  part=${file%.*}-$BASHPID.${file##*.}
  if makes_aot_cache; then option=-XX:AOTCacheOutput=$part; else option=-XX:ArchiveClassesAtExit=$part; fi
  say 'preparing the archive of classes'
  "train_$1" "$option" >"$DIST/archive-$1.log" 2>&1 || true
  if [ -s "$part" ]; then mv -f "$part" "$file"; else rm -f "$part"; fi
  [ -s "$file" ] || say "no archive was made; see $DIST/archive-$1.log"
}

# train_translate OPTION: one translation of a file that has a bit of everything, and enough of it for the archive to know
# which methods run often.
train_translate() {
  jvm_options translate
  training_file | "$JAVA_HOME/bin/java" "${JVM_OPTIONS[@]}" "$1" -jar "$DIST/d2k.jar" translate -f -
}

training_file() {
  local number
  cat <<'TEXT'
x-env: &env {A: "${B:-c}"}
services:
  web:
    image: nginx
    ports: ["8080:80", {target: 81, published: 8081}]
    environment: {<<: *env, D: e}
    volumes: ["data:/data", "/srv:/srv:ro"]
    healthcheck: {test: "true", interval: 5s}
    depends_on: [job]
    networks: {front: {aliases: [site]}}
    mem_limit: 64m
    typo: this is a warning
  job: {image: busybox, command: ["sh", "-c", "true"], networks: [front]}
TEXT
  for number in {1..40}; do
    cat <<TEXT
  service$number:
    image: registry.example/team/service:$number
    command: ["run", "--number", "$number"]
    environment: {NUMBER: "$number", URL: "http://web:80"}
    ports: ["$((20000 + number)):80"]
    volumes: ["data:/data", "volume$number:/own"]
    networks: [front]
    depends_on: [job]
    labels: {number: "$number"}
TEXT
  done
  echo 'networks: {front: {}}'
  echo 'volumes:'
  echo '  data: {}'
  for number in {1..40}; do echo "  volume$number: {}"; done
}

# train_serve OPTION: one short life of the server, without a cluster: started, asked and ended as usual.
train_serve() {
  local port=$((20000 + RANDOM % 10000)) kubeconfig server
  kubeconfig=$(mktemp)
  unreachable_kubeconfig >"$kubeconfig"
  jvm_options serve
  env D2K_HOST=127.0.0.1 D2K_PORT="$port" D2K_KUBECONFIG="$kubeconfig" \
    "$JAVA_HOME/bin/java" "${JVM_OPTIONS[@]}" "$1" -jar "$DIST/d2k.jar" serve &
  server=$!
  eventually "$TRAINING_SECONDS" http_get "$port" /_ping || true
  http_get "$port" /version || true
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" || true # 143 after SIGTERM; the JVM writes the archive before it ends
  rm -f "$kubeconfig"
}

unreachable_kubeconfig() {
  cat <<'TEXT'
apiVersion: v1
kind: Config
current-context: none
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
users: [{name: none, user: {}}]
TEXT
}

# use_archive COMMAND: adds the flag for the archive to JVM_OPTIONS when there is one. The rare commands have none.
use_archive() {
  archive_is_on || return 0
  case $1 in serve | translate) ;; *) return 0 ;; esac
  local file
  file=$(archive_file "$1")
  [ -s "$file" ] || archive "$1"
  [ -s "$file" ] || return 0
  if makes_aot_cache; then JVM_OPTIONS+=("-XX:AOTCache=$file"); else JVM_OPTIONS+=("-XX:SharedArchiveFile=$file"); fi
}
