# shellcheck shell=bash
# Words for people go to standard error; standard output is for what another program may read.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "d2k: $*"
  exit 1
}

# eventually SECONDS COMMAND...: tries the command until it succeeds; fails when the time is over.
eventually() {
  local end=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}
