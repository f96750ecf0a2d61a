# shellcheck shell=bash
# Debian packages, installed only when the command that they bring is missing.

package_index_is_fresh=''

# install PACKAGE...: installs Debian packages, or says which ones are missing to whoever may not install.
install() {
  command -v apt-get >/dev/null || die "please install: $*"
  [ "$(id -u)" = 0 ] || die "please install, as root: apt-get install $*"
  refresh_package_index
  say "installing: $*"
  apt_get install -y --no-install-recommends "$@"
}

# need COMMAND PACKAGE
need() { command -v "$1" >/dev/null || install "$2"; }

has_candidate() { [[ $(apt-cache policy "$1" 2>/dev/null) == *$'\n  Candidate: '[0-9]* ]]; }

refresh_package_index() {
  [ -z "$package_index_is_fresh" ] || return 0
  apt_get update
  package_index_is_fresh=yes
}

# apt-get, silent unless it fails.
apt_get() {
  local output
  output=$(DEBIAN_FRONTEND=noninteractive apt-get -q "$@" 2>&1 </dev/null) || {
    say "$output"
    die "apt-get $1 failed"
  }
}
