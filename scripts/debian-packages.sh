#!/usr/bin/env bash
# Makes sure that programs are there: debian-packages.sh PROGRAM:PACKAGE…
# As root on Debian the missing packages are installed; otherwise this says which command to run.
set -euo pipefail

packages=()
for pair in "$@"; do
  command -v "${pair%%:*}" >/dev/null || packages+=("${pair##*:}")
done
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian packages: ${packages[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
else
  echo "Missing: ${packages[*]}. Install with: sudo apt-get install -y ${packages[*]}" >&2
  exit 1
fi
