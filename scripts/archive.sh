# shellcheck shell=bash
# An archive of loaded and linked classes from which the JVM starts in a fraction of the time: an AOT cache on JDK 25
# and newer, a class-data-sharing archive before. It fits one build and one JVM, so it lies in the distribution, and
# its name tells the JVM's version. A JVM for which it does not fit goes on without it.

TRAINING_SECONDS=60

archive_is_on() { [ "${D2K_ARCHIVE:-on}" = on ]; }

archive_file() {
  local version
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" 2>/dev/null)
  if makes_aot_cache; then echo "$DIST/d2k-${version:-unknown}.aot"; else echo "$DIST/d2k-${version:-unknown}.jsa"; fi
}

makes_aot_cache() { [ "$(java_version "$JAVA_HOME")" -ge 25 ]; }

# archive: makes the archive of the current build, when it is wanted. Failing is no reason not to run.
archive() {
  archive_is_on || return 0
  local file option
  use_java java
  file=$(archive_file)
  rm -f "$DIST"/d2k-*.aot "$DIST"/d2k-*.jsa
  if makes_aot_cache; then option=-XX:AOTCacheOutput=$file; else option=-XX:ArchiveClassesAtExit=$file; fi
  say 'preparing the archive of classes'
  train "$option" >"$DIST/archive.log" 2>&1 || true
  [ -s "$file" ] || say "no archive was made; see $DIST/archive.log"
}

# train OPTION: one short life of the server, without a cluster: started, asked and ended as usual.
train() {
  local port=$((20000 + RANDOM % 10000)) kubeconfig server
  kubeconfig=$(mktemp)
  unreachable_kubeconfig >"$kubeconfig"
  jvm_options
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

# use_archive: adds the flag for the archive to JVM_OPTIONS when there is one.
use_archive() {
  archive_is_on || return 0
  local file
  file=$(archive_file)
  [ -s "$file" ] || archive
  [ -s "$file" ] || return 0
  if makes_aot_cache; then JVM_OPTIONS+=("-XX:AOTCache=$file"); else JVM_OPTIONS+=("-XX:SharedArchiveFile=$file"); fi
}
