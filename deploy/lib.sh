# shellcheck shell=bash
# What deploy/run and deploy/test share: the Debian packages and one build. Sourced, never run;
# the caller has set -euo pipefail and stands in the root of the checkout.

# say CHINESE ENGLISH: one line, in the language of the caller's locale.
say() {
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    zh*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$2" ;;
  esac
}

# packages FILE...: the names in such lists, one a line.
packages() {
  sed -e 's/#.*//' -e 's/[[:space:]]*$//' "$@" | grep .
}

# Those of them that dpkg does not list as installed.
missing_packages() {
  local name
  for name in $(packages "$@"); do
    [[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" == installed ]] ||
      printf '%s\n' "$name"
  done
}

# install_packages [FILE...]: installs what is missing of such lists (default: deploy/packages.txt);
# returns at once, without root, where nothing is.
install_packages() {
  local missing as_root=()
  if (($# == 0)); then set -- deploy/packages.txt; fi
  missing="$(missing_packages "$@")"
  if [[ -z "$missing" ]]; then
    return 0
  fi
  if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
      say "缺少软件包，安装需要 root 或 sudo：" "These packages are missing; installing them needs root or sudo:" >&2
      printf '%s\n' "$missing" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  say "正在安装软件包 ..." "Installing packages ..."
  "${as_root[@]}" apt-get update -q
  # shellcheck disable=SC2086  # One argument a package.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing
}

# build PRESET [TARGET...]: configures build/PRESET and builds the targets, or all of them.
# The cache is shared between checkouts: paths below this one do not count.
build() {
  local preset="$1"
  shift
  export CCACHE_DIR="${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ccache}"
  export CCACHE_BASEDIR="$PWD"
  export CCACHE_NOHASHDIR=1
  cmake --preset "$preset"
  cmake --build --preset "$preset" -j "$(nproc)" ${1:+--target "$@"}
}
