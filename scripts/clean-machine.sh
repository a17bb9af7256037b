#!/usr/bin/env bash
# Runs `make test`, or another command, in a fresh clone in a new Debian root: clean-machine.sh FOLDER [REVISION [COMMAND…]]. Needs root, debootstrap and
# some 20 GB. `clean-machine.sh FOLDER HEAD make cold COLD=run` times `make run`.
#
# The root gets a minimal Debian and the packages below, which are printed with all that they brought. Of this machine it sees the Rust toolchain and the
# certificates of the network, both read-only, a copy of Node.js with npm, and nothing else. The clone, the build and the test's own folders lie inside.
set -euo pipefail

folder=${1:?the folder to make the root in}
revision=${2:-HEAD}
command=(make test)
[ $# -le 2 ] || command=("${@:3}")
packages=(ca-certificates gcc git libc6-dev make python3)
rustup=$(rustup show home)
cargo_bin=$(dirname "$(command -v cargo)")
here=$(cd "$(dirname "$0")/.." && pwd)

if [ ! -e "$folder/etc/debian_version" ]; then
  debootstrap --variant=minbase bookworm "$folder" "${MIRROR:-http://deb.debian.org/debian}"
fi
in_root() { chroot "$folder" /usr/bin/env -i HOME=/srv LC_ALL=C.UTF-8 PATH=/opt/cargo/bin:/opt/node/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

mounted=()
unmount() { for place in "${mounted[@]}"; do umount "$folder$place"; done; }
trap unmount EXIT
mount_read_only() {
  mkdir -p "$folder$2"
  mount --bind "$1" "$folder$2"
  mounted=("$2" "${mounted[@]}")
  mount -o remount,bind,ro "$folder$2"
}
mkdir -p "$folder/proc" "$folder/dev/shm" "$folder/srv"
mount -t proc proc "$folder/proc"
mounted=(/proc)
for device in null zero random urandom; do
  [ -c "$folder/dev/$device" ] || cp -a "/dev/$device" "$folder/dev/"
done

[ -e "$folder/srv/before" ] || dpkg-query --root="$folder" --show --showformat '${Package}\n' | sort >"$folder/srv/before"
cp /etc/resolv.conf "$folder/etc/resolv.conf"
in_root apt-get update -qq
in_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
dpkg-query --root="$folder" --show --showformat '${Package}\n' | sort >"$folder/srv/after"
echo "Packages installed: ${packages[*]}"
echo "With all that they need: $(comm -13 "$folder/srv/before" "$folder/srv/after" | tr '\n' ' ')"

mount_read_only "$rustup" /opt/rustup
mount_read_only "$cargo_bin" /opt/cargo/bin
# Not in their usual place, where packages write.
mount_read_only /etc/ssl/certs /opt/certificates
mkdir -p "$folder/opt/node/bin" "$folder/opt/node/lib/node_modules"
cp "$(readlink -f "$(command -v node)")" "$folder/opt/node/bin/node"
cp -a "$(npm root --global 2>/dev/null)/npm" "$folder/opt/node/lib/node_modules/"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$folder/opt/node/bin/npm"
mkdir -p "$folder/srv/source.git"
git clone --quiet --bare "$here" "$folder/srv/source.git" 2>/dev/null || git -C "$folder/srv/source.git" fetch --quiet "$here" '+refs/*:refs/*'
rm -rf "$folder/srv/clone"
in_root git clone --quiet /srv/source.git /srv/clone
in_root git -C /srv/clone checkout --quiet "$(git -C "$here" rev-parse "$revision")"
certificates=/opt/certificates/ca-certificates.crt
in_root RUSTUP_HOME=/opt/rustup CARGO_HOME=/srv/cargo SSL_CERT_FILE=$certificates NODE_EXTRA_CA_CERTS=$certificates \
  sh -c 'cd /srv/clone && exec "$@"' sh "${command[@]}"
