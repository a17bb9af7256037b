#!/usr/bin/env bash
# Installs the npm packages of folders as their lock files name them, where that has not been done: npm-packages.sh FOLDER…
# No package may run anything while it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

for folder in "$@"; do
  installed=$folder/node_modules/.package-lock.json
  if [ ! -e "$installed" ] || [ "$folder/package-lock.json" -nt "$installed" ]; then
    echo "Installing the npm packages of $folder"
    npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch "$installed"
  fi
done
