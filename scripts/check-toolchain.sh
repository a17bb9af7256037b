#!/usr/bin/env bash
# Says exactly what is missing of the tools named as arguments: cargo rustfmt clippy node python3 cc nightly cargo-fuzz.
set -euo pipefail

missing=()

# at_least WANTED FOUND: compares versions, not strings.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

for tool in "$@"; do
  case $tool in
    cargo)
      found=$(cargo --version 2>/dev/null | awk '{print $2}')
      at_least 1.95.0 "${found:-0}" || missing+=("Rust 1.95 or newer (found: ${found:-none}). Install it with rustup: rustup toolchain install stable")
      ;;
    rustfmt) cargo fmt --version >/dev/null 2>&1 || missing+=("rustfmt: rustup component add rustfmt") ;;
    clippy) cargo clippy --version >/dev/null 2>&1 || missing+=("clippy: rustup component add clippy") ;;
    node)
      found=$(node --version 2>/dev/null | tr -d v)
      at_least 20.19.0 "${found:-0}" || missing+=("Node.js 20.19 or newer (found: ${found:-none}), from nodejs.org or your distribution")
      npm --version >/dev/null 2>&1 || missing+=("npm, which comes with Node.js")
      ;;
    python3)
      found=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null || true)
      at_least 3.11.0 "${found:-0}" || missing+=("Python 3.11 or newer (found: ${found:-none}), Debian package python3")
      ;;
    nightly) cargo +nightly --version >/dev/null 2>&1 || missing+=("a nightly Rust: rustup toolchain install nightly") ;;
    cargo-fuzz) cargo fuzz --version >/dev/null 2>&1 || missing+=("cargo-fuzz: cargo install cargo-fuzz") ;;
    cc) command -v cc >/dev/null || missing+=("a C compiler: Debian package gcc") ;;
    *) missing+=("check-toolchain.sh does not know the tool $tool") ;;
  esac
done

if [ ${#missing[@]} -gt 0 ]; then
  echo 'This machine lacks:' >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi
