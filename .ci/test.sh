#!/usr/bin/env bash
# Runs every test: Rust, the interface, and the real window.  Expects `ui/dist` to be built.
# The released command line is built too, and left as dist/tongping, so that the demonstration can follow at once.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/env.sh

say "figures of the sample"
python3 assets/sample/check.py >/dev/null

say "tests of the interface"
(cd ui && npm run --silent test)

say "building the command line as it is released"
.ci/build-cli.sh

say "tests of the Rust packages"
TONGPING_CLI=$PWD/dist/tongping cargo test --quiet --locked --workspace --features tongping-desktop/e2e

say "the page, driven in Chromium"
# `serve` is a door for tests: the released command line does not have it.
cargo build --quiet --locked --package tongping-cli --features dev-serve
node tests/ui/browser.mjs "$CARGO_TARGET_DIR/debug/tongping" ui/dist dist/window

say "the window, driven under a virtual display"
# The same features and packages as above: the window is already built, this only makes sure.
cargo build --quiet --locked --workspace --features tongping-desktop/e2e
# Without -noreset the display starts anew when its last window goes, and the next one may come just then.
xvfb-run --auto-servernum --server-args='-screen 0 1400x900x24 -noreset' \
  node tests/ui/window.mjs "$CARGO_TARGET_DIR/debug/tongping-desktop" dist/window dist/tongping

say "the program killed, the disk failing, steps taken back"
TONGPING_KILLS=${TONGPING_UI_KILLS:-10} xvfb-run --auto-servernum --server-args='-screen 0 1400x900x24 -noreset' \
  node tests/ui/faults.mjs "$CARGO_TARGET_DIR/debug/tongping-serving" dist/tongping "$CARGO_TARGET_DIR/debug/tongping-desktop"

say "all tests passed; the demonstration is: dist/tongping demo out"
