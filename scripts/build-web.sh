#!/usr/bin/env bash
# Builds the web application into web/dist, from where the program takes it, if anything that it is made of has changed since the last time.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
web=$here/web
built=$web/dist/.vite/manifest.json

"$here/scripts/npm-packages.sh" web

sources=("$web/src" "$web/public" "$web/scripts" "$web/index.html" "$web/package-lock.json" "$web/package.json" "$web/vite.config.ts" "$web/tsconfig.json")
if [ -e "$built" ] && [ -z "$(find "${sources[@]}" -newer "$built" -print -quit)" ]; then
  exit 0
fi
echo 'Building the web application'
npm --prefix "$web" run --silent build >"$web/build.log" 2>&1 || { cat "$web/build.log" >&2; exit 1; }
