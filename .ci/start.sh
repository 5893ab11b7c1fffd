#!/usr/bin/env bash
# Builds the window and starts it.  Says so at once, before installing anything, when there is no display to show it on.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/env.sh

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  fail "the window needs a display, and this session has none. The same work without a window: 'make demo', which builds" \
    "the command line and runs 'tongping demo out' (afterwards: dist/tongping demo out)."
fi
.ci/setup.sh run
make -s --no-print-directory ui/dist/index.html
.ci/build-cli.sh
say "building the window (some minutes the first time)"
cargo build --quiet --locked -p tongping-desktop --features custom-protocol
exec "$CARGO_TARGET_DIR/debug/tongping-desktop"
