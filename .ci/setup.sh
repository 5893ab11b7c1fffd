#!/usr/bin/env bash
# Brings a machine to the state that `make` needs, and does nothing where that state is already there.
# Usage: .ci/setup.sh cli|run|test — the command line; the window as well; the tests as well.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/env.sh

level=${1:?usage: .ci/setup.sh cli|run|test}
rust_needed=1.89.0
node_version=22.17.0

packages=(build-essential curl ca-certificates)
if [ "$level" != cli ]; then
  packages+=(pkg-config libwebkit2gtk-4.1-dev fonts-noto-cjk xz-utils)
fi
if [ "$level" = test ]; then
  packages+=(chromium webkit2gtk-driver xvfb xauth poppler-utils qpdf python3 python3-cryptography age unzip)
  packages+=(dbus-daemon gnome-keyring zbar-tools)
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "this is not a Debian system; please see to the counterparts of: ${packages[*]}"
    return
  fi
  local missing=() name state
  for name in "${packages[@]}"; do
    # dpkg-query fails for a name it has never heard of: that is "missing", not an error.
    state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
    if [ "$state" != installed ]; then missing+=("$name"); fi
  done
  if [ ${#missing[@]} = 0 ]; then return; fi
  say "installing with apt-get: ${missing[*]}"
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "that needs root, and sudo is not here; as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" >/dev/null
}

# True when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

install_rust() {
  local have=none script
  if command -v rustc >/dev/null && command -v cargo >/dev/null; then have=$(rustc --version | cut -d' ' -f2); fi
  if [ "$have" = none ] || ! at_least "$have" "$rust_needed"; then
    say "Rust $rust_needed or newer is needed (here: $have); installing it with rustup into ${CARGO_HOME:-$HOME/.cargo}"
    script=$(mktemp)
    if ! curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs -o "$script" \
      || ! sh "$script" -y -q --profile minimal --component clippy --component rustfmt --no-modify-path </dev/null; then
      rm -f "$script"
      fail "rustup could not be fetched or run. Without access to it, install Rust $rust_needed or newer with clippy and" \
        "rustfmt in another way (a package, an offline installer), put cargo on the PATH, and call make again."
    fi
    rm -f "$script"
    export PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
  fi
  if [ "$level" = test ] && ! { cargo clippy --version && cargo fmt --version; } >/dev/null 2>&1; then
    say "adding clippy and rustfmt to Rust"
    rustup component add clippy rustfmt || fail "clippy and rustfmt are needed; please install them beside cargo"
  fi
}

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  # What Vite asks for: 20.19, 22.12, or anything newer; odd releases between them are out.
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
}

# The archive of the Node project itself, with the SHA-256 it publishes for it, unpacked into the cache.  Debian 12 has 18.
install_node() {
  if node_is_new_enough; then return; fi
  local machine sum archive
  case $(uname -m) in
    x86_64) machine=x64 sum=325c0f1261e0c61bcae369a1274028e9cfb7ab7949c05512c5b1e630f7e80e12 ;;
    aarch64) machine=arm64 sum=140aee84be6774f5fb3f404be72adbe8420b523f824de82daeb5ab218dab7b18 ;;
    *) fail "Node 20.19 or newer is needed; please install it for $(uname -m) and call make again" ;;
  esac
  say "Node 20.19 or newer is needed; unpacking $node_version into $tongping_cache/node"
  archive=$tongping_cache/node-$node_version.tar.xz
  mkdir -p "$tongping_cache"
  if ! curl --proto '=https' -sSfL -o "$archive" \
    "https://nodejs.org/dist/v$node_version/node-v$node_version-linux-$machine.tar.xz"; then
    fail "Node could not be fetched. Without access to it, install Node 20.19 or newer with npm in another way, put it on" \
      "the PATH, and call make again."
  fi
  echo "$sum  $archive" | sha256sum --check --quiet || fail "$archive is not what the Node project published; deleted nothing"
  rm -rf "$tongping_cache/node" && mkdir "$tongping_cache/node"
  tar -xJf "$archive" -C "$tongping_cache/node" --strip-components=1
  rm -f "$archive"
  export PATH=$tongping_cache/node/bin:$PATH
}

# `npm ci` throws everything away first, so it runs only when the lock or Node itself is another one.
install_ui_packages() {
  local stamp=ui/node_modules/.tongping-stamp want
  want="$(sha256sum <ui/package-lock.json) $(node --version)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return; fi
  say "installing the packages of the interface (npm ci)"
  (cd ui && npm ci --no-audit --no-fund --loglevel=error)
  echo "$want" >"$stamp"
}

install_packages
install_rust
if [ "$level" != cli ]; then
  install_node
  install_ui_packages
fi
