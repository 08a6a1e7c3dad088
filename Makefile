# `make help` lists what there is. Nothing needs to be installed beforehand but rustup: .ci/bootstrap sees to the rest.

# One target directory for all: what one command has compiled, the others use.
TARGET := $(or $(CARGO_TARGET_DIR),target)
# .ci/env runs a command with the toolchain and the tools that .ci/bootstrap decided on.
ENV := .ci/env
STAGE := @.ci/stage

# The server is built and tested in one selection of packages and features. A package for itself would get other
# features of what it shares with the rest, and most of 600 crates would be compiled a second time. `web` is not among
# them and must never be: it turns on app/hydrate, and where hydrate meets ssr event handlers vanish without an error.
# That is why there is no --workspace and no --all-features here.
NATIVE := -p allocator -p backend -p app -p server --features app/ssr
PURE := -p annotate -p domain
# cargo-leptos compiles the browser's part under front/; there its build scripts and macros are found ready.
BROWSER := -p web --target wasm32-unknown-unknown --target-dir $(TARGET)/front

# Debug builds have a site of their own, so that they never overwrite what `make build` put into target/site.
DEV_SITE := $(TARGET)/site-dev
# The checkout that the debug site and server were built from, and when.
DEV_STAMP := $(TARGET)/site-dev.built
DEV_INPUTS := src style public .cargo Cargo.toml Cargo.lock Leptos.toml

.DEFAULT_GOAL := help
.PHONY: help run dev build test check fmt e2e fuzz bench deny clean bootstrap-build bootstrap-test bootstrap-bench dev-site arrows

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: bootstrap-build ## build (debug), start on http://127.0.0.1:3000 with the demo data
	@if [ "$$(cat $(DEV_STAMP) 2>/dev/null)" = "$(CURDIR)" ] && [ -x $(TARGET)/debug/peertest-hub ] && \
		[ -z "$$(find $(DEV_INPUTS) -name node_modules -prune -o -newer $(DEV_STAMP) -print 2>/dev/null | head -n 1)" ]; then \
		echo "» built already, and nothing has changed since"; \
	else \
		$(MAKE) --no-print-directory dev-site; \
	fi
	@LEPTOS_SITE_ROOT=$(DEV_SITE) exec $(TARGET)/debug/peertest-hub serve --demo

dev: bootstrap-build ## watch the sources, rebuild and reload
	LEPTOS_SITE_ROOT=$(DEV_SITE) $(ENV) cargo-leptos watch --split -- serve --demo

build: bootstrap-build ## release: the site into target/site, the server into target/release/peertest-hub
	@echo "» building for release; from nothing this takes about 20 minutes on 2 cores"
	LEPTOS_SITE_ROOT=target/site $(ENV) cargo-leptos build --release --split --precompress

test: bootstrap-test ## everything: format, lints, arrows, unit, integration and browser tests, and the fuzzer
	$(STAGE) "check" $(MAKE) --no-print-directory check
	$(STAGE) "arrows between the crates" $(MAKE) --no-print-directory arrows
	$(STAGE) "a database server for the tests" $(ENV) cargo build -p elsewhere
	$(STAGE) "tests of backend, app and server" $(ENV) cargo test $(NATIVE)
	$(STAGE) "debug build" $(MAKE) --no-print-directory dev-site
	$(STAGE) "fuzz of the REST interface" $(ENV) .ci/fuzz $(TARGET)/debug/peertest-hub
	$(STAGE) "browser tests" .ci/env .ci/e2e $(TARGET)/debug/peertest-hub $(DEV_SITE)
	@echo && echo "all tests passed"

check: bootstrap-test ## the quick part of the tests: format, lints, and the unit tests of domain and annotate
	$(STAGE) "format" $(ENV) sh -c 'cargo "+$$RUSTFMT_TOOLCHAIN" fmt --check'
	$(STAGE) "clippy: annotate, domain" $(ENV) cargo clippy $(PURE) --all-targets -- -D warnings
	$(STAGE) "clippy: backend, app, server" $(ENV) cargo clippy $(NATIVE) --all-targets -- -D warnings
	$(STAGE) "clippy: web, for the browser" $(ENV) cargo clippy $(BROWSER) -- -D warnings
	$(STAGE) "types of the browser tests" $(ENV) npm --prefix end2end run typecheck
	$(STAGE) "tests of annotate and domain" $(ENV) cargo test $(PURE)

fmt: bootstrap-test ## format the sources
	$(ENV) sh -c 'cargo "+$$RUSTFMT_TOOLCHAIN" fmt'

e2e: bootstrap-test dev-site ## the browser tests alone; ARGS="-g login" for some of them
	$(ENV) .ci/e2e $(TARGET)/debug/peertest-hub $(DEV_SITE) $(ARGS)

fuzz: bootstrap-test dev-site ## the fuzz of the REST interface alone; FUZZ_SEED=7 and ARGS="-n 200" for other requests and more of them
	$(ENV) .ci/fuzz $(TARGET)/debug/peertest-hub $(ARGS)

bench: bootstrap-bench build ## the benchmarks of docs/benchmarks.md, each with its peer
	$(ENV) .ci/bench

deny: ## licences, advisories and sources of the dependencies (cargo-deny)
	@.ci/bootstrap deny
	$(ENV) cargo-deny check

clean: ## remove what was built; data/ stays
	rm -rf target $(TARGET) style/node_modules end2end/node_modules end2end/bench/node_modules end2end/bench/peer/node_modules

bootstrap-build:
	@.ci/bootstrap build

bootstrap-test:
	@.ci/bootstrap test

bootstrap-bench:
	@.ci/bootstrap bench

arrows:
	@$(ENV) .ci/arrows
	@$(ENV) .ci/arrows --prove

# The stamp carries the time at which the build began: what is edited meanwhile counts as newer.
dev-site: bootstrap-build
	@[ -x $(TARGET)/debug/peertest-hub ] || echo "» the first build: about 12 minutes on 2 cores, later ones take seconds"
	@mkdir -p $(TARGET) && rm -f $(DEV_STAMP) && echo "$(CURDIR)" >$(DEV_STAMP).new
	LEPTOS_SITE_ROOT=$(DEV_SITE) $(ENV) cargo-leptos build --split
	@mv $(DEV_STAMP).new $(DEV_STAMP)
