#!/usr/bin/env bash
# Usage: tests/checks/fresh-root.sh DIR: deploy/test in a new, minimal Debian 12, made in DIR.
# Proves deploy/packages.txt complete: a desk has packages that nobody remembers installing. Tests
# the commit HEAD. Needs root, debootstrap and about 2 GB; an existing DIR that this script made is
# used again. CCACHE_DIR, if set, is shared with it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

suite=bookworm
root="$(realpath -m "${1:?Usage: tests/checks/fresh-root.sh DIR}")"
if [[ $EUID -ne 0 ]] || ! command -v debootstrap >/dev/null; then
  echo "fresh-root.sh: needs root and debootstrap (apt-get install debootstrap)" >&2
  exit 1
fi
if [[ -n "$(ls -A "$root" 2>/dev/null)" && ! -e "$root/.gridgov-fresh-root" ]]; then
  echo "fresh-root.sh: $root is not empty and was not made by this script" >&2
  exit 1
fi

# The mirror this machine itself uses.
mirror="$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
  awk -v suite=$suite '$2 == suite { print $1; exit }')"
if [[ -z "$mirror" ]]; then
  echo "fresh-root.sh: apt's sources on this machine name no $suite" >&2
  exit 1
fi

mounted=()
clean_up() {
  local at
  for at in "${mounted[@]}"; do
    umount "$at"
  done
}
trap clean_up EXIT

if [[ ! -e "$root/.gridgov-fresh-root" ]]; then
  debootstrap --variant=minbase $suite "$root" "$mirror"
  touch "$root/.gridgov-fresh-root"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
# Written by Debian's installer, not by debootstrap.
echo "127.0.0.1 localhost" >"$root/etc/hosts"
if ! mountpoint -q "$root/proc"; then
  mount -t proc proc "$root/proc"
  mounted+=("$root/proc")
fi

rm -rf "$root/src"
mkdir -p "$root/src"
git archive HEAD | tar -x -C "$root/src"

environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
if [[ -n "${CCACHE_DIR:-}" ]]; then
  mkdir -p "$CCACHE_DIR" "$root/ccache"
  mount --bind "$CCACHE_DIR" "$root/ccache"
  mounted+=("$root/ccache")
  environment+=(CCACHE_DIR=/ccache)
fi
chroot "$root" env -i "${environment[@]}" /src/deploy/test
