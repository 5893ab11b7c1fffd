# The doors: `make run` starts the window, `make test` proves the whole, `make demo` shows it on the command line.
# Each sees to its own tools first (.ci/setup.sh) and does nothing twice.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench deb demo

help:
	@echo 'make run     build and start the window'
	@echo 'make test    check and test everything; leaves dist/tongping'
	@echo 'make demo    build the command line and run its demonstration into out/'
	@echo 'make check   form, lints and types only'
	@echo 'make bench   measure, also the window, and compare with peers'
	@echo 'make deb     build the Debian package'

run:
	@.ci/start.sh

test:
	@.ci/setup.sh test
	@$(MAKE) -s --no-print-directory ui/dist/index.html
	@.ci/check.sh
	@.ci/test.sh

check:
	@.ci/setup.sh test
	@$(MAKE) -s --no-print-directory ui/dist/index.html
	@.ci/check.sh

bench:
	@.ci/setup.sh test
	@.ci/build-cli.sh
	@$(MAKE) -s --no-print-directory ui/dist/index.html
	@python3 tests/bench/run.py
	@. .ci/env.sh; cargo build --quiet --locked --release -p tongping-cli --features dev-serve
	@. .ci/env.sh; cargo build --quiet --locked --release -p tongping-desktop --features e2e
	@. .ci/env.sh; xvfb-run --auto-servernum --server-args='-screen 0 1400x900x24' \
	  node tests/ui/measure.mjs "$$CARGO_TARGET_DIR"/release/tongping-desktop "$$CARGO_TARGET_DIR"/release/tongping ui/dist

demo:
	@.ci/setup.sh cli
	@.ci/build-cli.sh
	@if [ -e out/demo.tongping ]; then echo 'out/demo.tongping is there already; remove the folder out for a new one'; \
	  else dist/tongping demo out; fi

deb:
	@.ci/setup.sh run
	@.ci/build-cli.sh
	@. .ci/env.sh; cd ui && npx tauri build --bundles deb -- --locked
	@. .ci/env.sh; mkdir -p dist && cp -v "$$CARGO_TARGET_DIR"/release/bundle/deb/*.deb dist/

# The page that the window carries: built again only when something it is made of is newer.
ui/dist/index.html: $(shell find ui/src ui/public ui/index.html ui/vite.config.ts ui/package-lock.json assets/locale \
                      assets/icons/tongping.svg -type f)
	@. .ci/env.sh; say 'building the interface'; cd ui && npm run --silent build -- --logLevel warn
	@touch $@
