#!/usr/bin/env bash
# Builds the command line as it is released and leaves it as dist/tongping.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/env.sh

cargo build --quiet --release --locked -p tongping-cli
mkdir -p dist
# Replaced by a rename, so that a running copy is never written over.
install -m 755 "$CARGO_TARGET_DIR/release/tongping" dist/tongping.new
mv -f dist/tongping.new dist/tongping
