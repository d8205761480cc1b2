#!/usr/bin/env bash
# Usage: tests/checks/packages.sh DIR
#
# The Debian packages as an operator meets them, in a new Debian 12 made in DIR: installed with apt,
# the unit verified and its exposure measured, a data folder made, served and asked, removed and
# purged, with the data still there. First deploy/package. Needs root and debootstrap.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

root="$(realpath -m "${1:?Usage: tests/checks/packages.sh DIR}")"
suite=bookworm
server_deb="$(echo build/packages/gridgov-server_*.deb)"
cli_deb="$(echo build/packages/gridgov-cli_*.deb)"
if [[ $EUID -ne 0 ]] || ! command -v debootstrap >/dev/null; then
  echo "packages.sh: needs root and debootstrap (apt-get install debootstrap)" >&2
  exit 1
fi
if [[ ! -f "$server_deb" || ! -f "$cli_deb" ]]; then
  echo "packages.sh: first run deploy/package" >&2
  exit 1
fi
if [[ -n "$(ls -A "$root" 2>/dev/null)" && ! -e "$root/.gridgov-fresh-root" ]]; then
  echo "packages.sh: $root is not empty and was not made by this script" >&2
  exit 1
fi
mirror="$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
  awk -v suite=$suite '$2 == suite { print $1; exit }')"

server_pid=""
clean_up() {
  [[ -z "$server_pid" ]] || kill "$server_pid" 2>/dev/null || true
  umount "$root/proc" 2>/dev/null || true
}
trap clean_up EXIT
if [[ ! -e "$root/.gridgov-fresh-root" ]]; then
  debootstrap --variant=minbase $suite "$root" "$mirror"
  touch "$root/.gridgov-fresh-root"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo "127.0.0.1 localhost" >"$root/etc/hosts"
# No service may start inside.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
inside() {
  chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"
}
as_gridgov() { inside setpriv --reuid gridgov --regid gridgov --init-groups "$@"; }

rm -rf "$root/var/lib/gridgov" "$root/root/ready"
cp "$server_deb" "$cli_deb" "$root/root/"
inside apt-get install -q -y --no-install-recommends "./root/${server_deb##*/}" \
  "./root/${cli_deb##*/}"
inside getent passwd gridgov
inside systemd-analyze verify --man=no gridgovd.service
inside systemd-analyze security --offline=true --threshold=20 gridgovd.service | tail -n 1
for page in man1/gridgov.1 man8/gridgovd.8 zh_CN/man1/gridgov.1 zh_CN/man8/gridgovd.8; do
  zcat "$root/usr/share/man/$page.gz" | grep gridgov >/dev/null
done
inside bash -n /usr/share/bash-completion/completions/gridgov

# As gridgovd(8) says.
inside install -d -o gridgov -g gridgov -m 0700 /var/lib/gridgov
as_gridgov gridgovd init /var/lib/gridgov/data >"$root/root/first"
mkfifo "$root/root/ready"
as_gridgov gridgovd serve /var/lib/gridgov/data --config /etc/gridgov/gridgovd.toml \
  --listen 127.0.0.1:0 >"$root/root/ready" 2>"$root/root/server.log" &
server_pid=$!
read -r _ port <"$root/root/ready"
once="$(sed -n 's/^sysadmin\t[A-Z_]*\t//p' "$root/root/first")"
own="a-long-and-invented-password-$RANDOM"
printf '%s\n' "$once" | inside gridgov login --server "127.0.0.1:$port" \
  --ca /var/lib/gridgov/data/tls/ca.pem --username sysadmin --password-stdin
printf '%s\n%s\n' "$once" "$own" | inside gridgov password change --stdin
inside gridgov admin status
pkill -TERM -P "$server_pid" -x gridgovd || kill "$server_pid"
wait "$server_pid" || true
server_pid=""

inside apt-get remove -q -y gridgov-server gridgov-cli
[[ ! -e "$root/usr/bin/gridgovd" && ! -e "$root/usr/bin/gridgov" ]]
[[ -e "$root/etc/gridgov/gridgovd.toml" ]]
inside apt-get purge -q -y gridgov-server gridgov-cli
[[ ! -e "$root/etc/gridgov/gridgovd.toml" ]]
[[ -e "$root/var/lib/gridgov/data/FORMAT" ]]
echo "packages.sh: installed, served, removed and purged; the data stayed."
