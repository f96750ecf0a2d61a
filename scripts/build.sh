# shellcheck shell=bash
# The build by Maven, and the distribution it leaves: d2k.jar beside lib/.

DIST=$ROOT/d2k-cli/target/dist
BUILT=$DIST/.built # as old as the start of the last successful build

# maven ARGUMENT...: Maven in the project, with a Java that can build it.
maven() {
  use_java javac
  need mvn maven
  local options=${MAVEN_OPTS-}
  # Maven's own libraries use what JDK 24 and newer warn about.
  [ "$(java_version "$JAVA_HOME")" -lt 24 ] || options="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED $options"
  local commit=()
  if commit_is_known; then
    commit=("-Dd2k.commit=$(in_git rev-parse --short=10 HEAD)" "-Dd2k.commit.time=$(in_git show -s --format=%cI HEAD)")
  fi
  (cd "$ROOT" && MAVEN_OPTS=$options mvn --batch-mode --no-transfer-progress ${commit[@]+"${commit[@]}"} "$@" </dev/null)
}

in_git() { git -c "safe.directory=$ROOT" -C "$ROOT" "$@"; }

# Whether what is built is what a commit holds.
commit_is_known() { [ -z "$(in_git status --porcelain --untracked-files=no 2>&1)" ]; }

# build [MAVEN ARGUMENT...]
# shellcheck disable=SC2120 # the arguments come from the command line
build() {
  local start
  start=$(mktemp)
  say 'building d2k (the first time, Maven downloads what it needs)'
  maven --quiet package -Dmaven.test.skip=true --projects d2k-cli --also-make "$@" >&2 || {
    rm -f "$start"
    die 'the build failed'
  }
  mv "$start" "$BUILT"
  rm -f "$DIST"/d2k-*.aot "$DIST"/d2k-*.jsa
  archive serve
  archive translate
}

# Whether a source is younger than the distribution. A directory is as young as the last file added or removed.
is_outdated() {
  [ -e "$BUILT" ] || return 0
  [ -n "$(find "$ROOT"/pom.xml "$ROOT"/d2k-*/pom.xml "$ROOT"/d2k-*/src/main -newer "$BUILT" -print -quit)" ]
}

# shellcheck disable=SC2119 # no arguments on purpose
ensure_built() { ! is_outdated || build; }

format() { maven --quiet spotless:apply "$@"; }
