# Two commands do for most: `make demo` and `make test`. One feature set serves all targets, so that
# dependencies are built once; Picket itself is built with some optimisation for its tests.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

.NOTPARALLEL:

FLAGS := --all-features --locked
# Where .ci/needs unpacks the real peers of the tests.
export PATH := $(CURDIR)/target/tools/usr/bin:$(PATH)

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

# The console is built anew only when something of it has changed; npm only runs when its lock file has.
CONSOLE_SOURCES := $(shell find console/src console/scripts -type f) \
	$(wildcard console/*.html console/*.ts console/*.json)

.PHONY: console
console: console/dist/index.html ## the watch officer's console; needs Node 20.19

console/dist/index.html: console/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	npm --prefix console run --silent build

console/node_modules/.package-lock.json: console/package-lock.json
	@command -v npm >/dev/null || { echo "make console: Node 20.19 with npm is missing" \
		"(Debian: nodejs npm). Picket works without its console: cargo run $(FLAGS) -- demo" >&2; exit 1; }
	@echo "console: installing what it is built from (npm, by console/package-lock.json)" >&2
	npm --prefix console ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: demo
demo: console ## a recording of real ships with an exercise on top: console, alerts, metrics
	cargo run $(FLAGS) -- demo

.PHONY: test
test: needs console fmtcheck lint ## everything that must hold; installs what it needs and says what
	cargo test $(FLAGS)
	@$(MAKE) --no-print-directory deny

.PHONY: check
check: fmtcheck lint ## the fast part of it: format, lints, tests beside the code, architecture
	cargo test $(FLAGS) --lib --bins --test architecture

.PHONY: fmt
fmt: console/node_modules/.package-lock.json ## format the sources
	cargo fmt
	npm --prefix console run --silent format

.PHONY: lint
lint: ## clippy with warnings denied
	cargo clippy $(FLAGS) --all-targets -- -D warnings

.PHONY: screenshot
screenshot: needs console ## docs/demo.png anew, from the demo in chromium
	cargo build $(FLAGS)
	node console/tests/demo_picture.mjs target/debug/picket docs/demo.png

.PHONY: bench
bench: needs-postgis ## decode, the whole command and the engine beside their peers
	@if compgen -G 'benches/*.rs' >/dev/null; then cargo bench $(FLAGS); \
	else echo "make bench: there are no benches yet."; fi

.PHONY: bench-store
bench-store: needs-postgis ## the store: intake, size, questions, start; POINTS=100000000 for the full claim, ENGINE=sled
	cargo bench $(FLAGS) --bench store

.PHONY: needs-postgis
needs-postgis:
	@.ci/needs postgis

.PHONY: bench-console
bench-console: needs console ## 50,000 moving ships beside MapLibre's own symbols; SECS=60 of 1 Hz
	node console/bench/run.mjs

.PHONY: truth
truth: ## recall on scripted truth, false alerts on real traffic, in a release build; SEEDS=200
	PICKET_TRUTH_SEEDS=$${SEEDS:-200} \
		cargo test $(FLAGS) --release --test truth -- --ignored --nocapture the_report

.PHONY: soak
soak: ## the world's rate of sentences, and a hostile feed, in a release build; SECS=120 RATE=20000
	PICKET_SOAK_SECS=$${SECS:-120} PICKET_SOAK_RATE=$${RATE:-20000} \
		cargo test $(FLAGS) --release --test soak -- --nocapture
	PICKET_ADVERSARIAL_LINES=$${LINES:-10000000} \
		cargo test $(FLAGS) --release --test adversarial -- --nocapture

.PHONY: crash
crash: ## kill -9 under load with either engine, then power loss in simulation; KILLS=200 CUTS=400
	for engine in redb sled; do \
		PICKET_CRASH_ENGINE=$$engine PICKET_CRASH_KILLS=$${KILLS:-200} \
		PICKET_CRASH_SEED=$${SEED:-$$RANDOM} cargo test $(FLAGS) --test crash -- --nocapture; \
	done
	PICKET_POWER_CUTS=$${CUTS:-400} cargo test $(FLAGS) --lib power_loss -- --nocapture

.PHONY: deb
deb: console ## a Debian package with unit, manual and completions; needs cargo-deb
	cargo build $(FLAGS) --release
	deploy/debian/assets target/release/picket
	cargo deb --no-build --locked --output target/deb/

.PHONY: audit
audit: ## known vulnerabilities of dependencies; needs the RustSec database from the network
	@cargo deny --version >/dev/null 2>&1 || { \
		echo "make audit: cargo-deny is missing: cargo install cargo-deny --locked" >&2; exit 1; }
	@cargo deny --all-features fetch db || { \
		echo "make audit: the RustSec database cannot be reached from here; nothing was audited." >&2; \
		exit 1; }
	cargo deny --all-features check advisories

.PHONY: needs
needs:
	@.ci/needs

.PHONY: fmtcheck
fmtcheck:
	cargo fmt --check
	@if [[ -d console/node_modules ]]; then npm --prefix console run --silent check; fi

.PHONY: deny
deny:
	@if cargo deny --version >/dev/null 2>&1; then \
		echo "cargo deny --all-features check licenses bans sources"; \
		cargo deny --all-features check licenses bans sources; \
	else echo "deny: cargo-deny is missing; licences, bans and sources were not checked."; fi
