# Sourced by every script: where the tools and the build artefacts are.
# The artefacts of Rust (some gigabytes) go to the cache of the person, so that a second checkout starts warm.

: "${HOME:=$(echo ~)}"
export HOME
tongping_cache=${XDG_CACHE_HOME:-$HOME/.cache}/tongping

for tools in "${CARGO_HOME:-$HOME/.cargo}/bin" "$tongping_cache/node/bin"; do
  if [ -d "$tools" ]; then PATH=$tools:$PATH; fi
done
export PATH

if [ -z "${CARGO_TARGET_DIR:-}" ]; then
  if mkdir -p "$tongping_cache/target" 2>/dev/null && [ -w "$tongping_cache/target" ]; then
    CARGO_TARGET_DIR=$tongping_cache/target
  else
    CARGO_TARGET_DIR=$PWD/target
  fi
fi
export CARGO_TARGET_DIR

say() { printf 'tongping: %s\n' "$*"; }
fail() { printf 'tongping: %s\n' "$*" >&2; exit 1; }
