# shellcheck shell=bash
# Two registries: an open one, which stands for docker.io, and one that asks for credentials.

registries_up() {
  REGISTRY_STORE=$DATA/registry REGISTRY_ADDRESS=$REGISTRY render registry.yml >"$RUN/registry.yml"
  daemon registry docker-registry serve "$RUN/registry.yml"
  # bcrypt is the one hash that the registry takes; perl's crypt() knows it.
  [ -s "$PKI/htpasswd" ] || htpasswd_line >"$PKI/htpasswd"
  {
    REGISTRY_STORE=$DATA/private-registry REGISTRY_ADDRESS=$PRIVATE_REGISTRY render registry.yml
    printf 'auth:\n  htpasswd:\n    realm: d2k-e2e\n    path: %s\n' "$PKI/htpasswd"
  } >"$RUN/private-registry.yml"
  daemon private-registry docker-registry serve "$RUN/private-registry.yml"
  ready registry 10 curl -sf "http://$REGISTRY/v2/"
  ready private-registry 10 curl -sf -u "$PRIVATE_USER:$PRIVATE_PASSWORD" "http://$PRIVATE_REGISTRY/v2/"
}

htpasswd_line() {
  # shellcheck disable=SC2016  # the $ are perl's
  printf '%s:%s\n' "$PRIVATE_USER" "$(perl -e 'print crypt($ARGV[0], q($2y$05$) . q(d2ke2ed2ke2ed2ke2ed2ke))' "$PRIVATE_PASSWORD")"
}

push() { /usr/bin/python3 -B "$HERE/images/push.py" "$@"; }

push_test_images() {
  push test-images "$REGISTRY" >"$LOGS/images.log"
  REGISTRY_AUTH=$PRIVATE_USER:$PRIVATE_PASSWORD push test-image library/web:1 "$PRIVATE_REGISTRY" private/web:1 >>"$LOGS/images.log"
}

has_test_images() { curl -sf -o /dev/null -I -H "Accept: $MANIFEST_TYPE" "http://$REGISTRY/v2/pause/manifests/1"; }

# push_image NAME:TAG [--from FILE] [--to local|private|HOST:PORT]
push_image() {
  local name='' file='' to=local
  while [ $# -gt 0 ]; do
    case $1 in
      --from) file=${2?--from needs a file}; shift ;;
      --to) to=${2?--to needs a registry}; shift ;;
      -*) die "push-image: unknown option $1" ;;
      *) name=$1 ;;
    esac
    shift
  done
  [ -n "$name" ] || die "push-image NAME:TAG [--from DOCKER-ARCHIVE] [--to local|private|HOST:PORT]"
  case ${name##*/} in *:*) ;; *) name+=:latest ;; esac
  # As on docker.io: a name without a folder is in library/.
  case $name in */*) ;; *) name=library/$name ;; esac
  case $to in
    local) to=$REGISTRY ;;
    private) to=$PRIVATE_REGISTRY; export REGISTRY_AUTH=$PRIVATE_USER:$PRIVATE_PASSWORD ;;
  esac
  if [ -n "$file" ]; then push archive "$file" "$name" "$to"; else docker save "${name#library/}" | push archive - "$name" "$to"; fi
}
