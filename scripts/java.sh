# shellcheck shell=bash
# Which Java: the one of JAVA_HOME when it is new enough, else 25, else the newest on the machine, else Debian's.

OLDEST_JAVA=21
PREFERRED_JAVA=25

# java_version HOME: the feature version, such as 25; 0 when there is no Java.
java_version() {
  local version=''
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  elif [ -x "$1/bin/java" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  fi
  echo "${version:-0}"
}

# is_java HOME TOOL: whether the installation is new enough and has the tool (java, javac).
is_java() { [ -x "$1/bin/$2" ] && [ "$(java_version "$1")" -ge "$OLDEST_JAVA" ]; }

# find_java TOOL: prints the home of the Java to use.
find_java() {
  local tool=$1 home version best='' best_version=0
  if [ -n "${JAVA_HOME-}" ] && is_java "$JAVA_HOME" "$tool"; then
    echo "$JAVA_HOME"
    return
  fi
  for home in /usr/lib/jvm/* "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")"; do
    is_java "$home" "$tool" || continue
    version=$(java_version "$home")
    if [ "$version" = "$PREFERRED_JAVA" ] || { [ "$best_version" != "$PREFERRED_JAVA" ] && [ "$version" -gt "$best_version" ]; }; then
      best=$home best_version=$version
    fi
  done
  [ -n "$best" ] && echo "$best"
}

# use_java TOOL: sets JAVA_HOME; installs a JDK when there is none that will do.
use_java() {
  local home package=openjdk-$PREFERRED_JAVA-jdk-headless
  if ! home=$(find_java "$1"); then
    refresh_package_index_if_allowed
    has_candidate "$package" || package=openjdk-$OLDEST_JAVA-jdk-headless
    install "$package"
    home=$(find_java "$1") || die "no JDK $OLDEST_JAVA or newer found, not even after installing $package"
  fi
  export JAVA_HOME=$home
}

refresh_package_index_if_allowed() { [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || refresh_package_index; }
