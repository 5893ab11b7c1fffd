#!/usr/bin/env bash
# What can be said about the code without running it: form, lints, types.  Expects `ui/dist` to be built.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/env.sh

say "types and lints of the interface"
(cd ui && npm run --silent check && npm run --silent lint)
say "form of the Rust code"
cargo fmt --all --check
say "lints of the Rust code"
cargo clippy --quiet --locked --workspace --all-targets --features tongping-desktop/e2e,tongping-cli/dev-serve -- -D warnings
