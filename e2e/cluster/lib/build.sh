# shellcheck shell=bash
# Kubernetes from the source package of Debian bookworm, the last Debian that has it. Built once into $CACHE.

COMPONENTS=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy)

build_kubernetes() {
  kubernetes_built && return
  mkdir -p "$CACHE"
  (
    flock 9                     # a second run waits for the first, then finds its result
    kubernetes_built && exit
    work=$CACHE/building
    rm -rf "$work"
    mkdir -p "$work"
    say "building Kubernetes $KUBERNETES_VERSION into $CACHE (some minutes, once; log: $CACHE/build.log)"
    # In the background, since `set -e` has no effect in the condition of an `if`.
    (set -e; fetch_source "$work"; compile "$work") >"$CACHE/build.log" 2>&1 &
    if ! wait "$!"; then
      tail -n 20 "$CACHE/build.log" >&2
      die "the build of Kubernetes failed; see $CACHE/build.log"
    fi
    rm -rf "${BIN%/bin}"
    mkdir -p "${BIN%/bin}"
    mv "$work/bin" "$BIN"       # same file system: there is a whole bin, or none
    rm -rf "$work"
  ) 9>"$CACHE/build.lock"
}

kubernetes_built() {
  local c
  for c in "${COMPONENTS[@]}"; do [ -x "$BIN/$c" ] || return 1; done
}

# The mirrors of this machine, from its own apt configuration whatever its form (.list or .sources).
debian_mirrors() {
  # shellcheck disable=SC2016  # apt fills it in
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sort -u | grep -Ev '^(file|copy|cdrom):' || true
}

# A private apt: the machine's proxies, keys and credentials, but sources, lists and cache of its own.
private_apt() {
  local dir=$1 tool=$2
  shift 2
  "$tool" -o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$dir/lists" \
    -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root "$@"
}

fetch_source() {
  local work=$1 apt=$1/apt keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror suite option=
  [ ! -r "$keyring" ] || option="[signed-by=$keyring] "
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$work/source"
  for mirror in $(debian_mirrors); do
    for suite in bookworm bookworm-security; do
      echo "deb-src $option$mirror $suite main" >"$apt/sources.list"
      private_apt "$apt" apt-get update || continue
      private_apt "$apt" apt-cache showsrc kubernetes | grep -qxF "Version: $KUBERNETES_SOURCE" || continue
      (cd "$work/source" && private_apt "$apt" apt-get source --download-only "kubernetes=$KUBERNETES_SOURCE")
      dpkg-source -x --no-check "$work"/source/kubernetes_*.dsc "$work/tree"
      return
    done
  done
  echo "no mirror of this machine has the source package kubernetes $KUBERNETES_SOURCE"
  return 1
}

compile() {
  local work=$1 package versions=
  local tree=$work/go/src/k8s.io/kubernetes reflect2=vendor/github.com/modern-go/reflect2
  mkdir -p "${tree%/*}" "$work/bin" "$work/tmp"
  mv "$work/tree" "$tree"
  cd "$tree"
  # Go's own cache of objects goes away with the work folder: it would be half a gigabyte of no further use.
  export GOPATH=$work/go GOCACHE=$work/go-cache GOTMPDIR=$work/tmp
  export GO111MODULE=off CGO_ENABLED=0 GOFLAGS='' GOTOOLCHAIN=local
  # The reflect2 of 2020 crashes the API server on custom resources when built with today's Go.
  rm -rf "$reflect2"
  cp -rL "/usr/share/gocode/src/github.com/modern-go/reflect2" "$reflect2"
  generate_openapi "$work/openapi-gen"
  # the API server, the kubelet and the clients in them each hold the version in a package of their own
  for package in k8s.io/kubernetes/pkg/version k8s.io/kubernetes/vendor/k8s.io/component-base/version \
    k8s.io/kubernetes/vendor/k8s.io/client-go/pkg/version; do
    versions+=" -X $package.gitVersion=v$KUBERNETES_VERSION -X $package.gitMajor=1 -X $package.gitMinor=20"
  done
  go build -o "$work/bin/" -ldflags "-s -w$versions" \
    "${COMPONENTS[@]/#/k8s.io/kubernetes/cmd/}"
}

# Debian's tarball lacks this generated file, and the API server does not compile without it.
generate_openapi() {
  local generator=$1 packages
  go build -o "$generator" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  packages=$(grep -rlE --include='*.go' '\+k8s:openapi-gen=' pkg staging/src \
    | grep -vE '/(sample-[a-z-]*|_examples|code-generator|test)/' | xargs -n1 dirname | sort -u \
    | sed -e 's#^pkg/#k8s.io/kubernetes/pkg/#' -e 's#^staging/src/#k8s.io/kubernetes/vendor/#' | paste -sd, -)
  "$generator" -O zz_generated.openapi -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi \
    -h hack/boilerplate/boilerplate.generatego.txt -r /dev/null
}
