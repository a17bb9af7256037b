# The commands of the project; `make help` lists them. CARGO_TARGET_DIR is respected where it is set.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# What `make cold` times: run, test or both.
COLD ?= run test
.PHONY: run test bench cold soak fuzz lint fmt contracts clean test-cluster test-load help

# What `make run` passes on to the server, and which areas or measures `make bench` is limited to.
ARGS ?=
AREA ?=
# How long `make fuzz` drives each target.
SECONDS_EACH ?= 60

run: ## Start the server with a living demo market (ARGS='--port 9000' adds options)
	@scripts/check-toolchain.sh cargo cc node
	@scripts/build-web.sh
	cargo run --package server --bin jogak -- serve --demo $(ARGS)

test: ## Check formatting and lints, run every test, check docs/features.toml against the tests that passed
	@scripts/check-toolchain.sh cargo rustfmt clippy node python3 cc
	@scripts/debian-packages.sh chromium:chromium
	@python3 scripts/run_tests.py

bench: ## Measure everything beside its baselines (AREA='core http' limits it); writes bench/out/results.json
	@scripts/check-toolchain.sh cargo cc node
	@scripts/debian-packages.sh g++:g++ wrk:wrk
	@scripts/build-web.sh
	cargo run --release --package bench --bin jogak-bench -- $(AREA)

cold: ## Time the two commands from nothing, in fresh clones (COLD='run' limits it); writes bench/out/cold.json
	python3 scripts/cold_times.py $(COLD)

soak: ## The long versions of the fault tests (hours)
	@scripts/check-toolchain.sh cargo cc
	JOGAK_SOAK=1 cargo test --package simulation --package server --package fuzz_entries --features server/soak -- --nocapture

fuzz: ## Coverage-guided fuzzing of every decoder (SECONDS_EACH=60; needs a nightly Rust and cargo-fuzz)
	@scripts/check-toolchain.sh cargo cc nightly cargo-fuzz
	@for target in $$(cargo +nightly fuzz list); do cargo +nightly fuzz run "$$target" -- -max_total_time=$(SECONDS_EACH) -max_len=65536; done

lint: ## Formatting and lints only
	@scripts/check-toolchain.sh cargo rustfmt clippy node python3
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	@scripts/npm-packages.sh web e2e
	npm --prefix web run check
	npm --prefix e2e run check
	python3 scripts/contracts.py --check-format

fmt: ## Format all sources
	cargo fmt --all
	python3 scripts/contracts.py --format

contracts: ## Compile the contracts and write contracts/artifacts
	@scripts/check-toolchain.sh node python3
	python3 scripts/contracts.py

clean: ## Remove what was built and measured; data folders stay
	cargo clean
	rm -rf bench/out contracts/out contracts/cache web/dist web/node_modules e2e/node_modules e2e/out

test-cluster: ## Tests that need several machines' worth of parts (Java, Go)
	@echo 'Nothing needs a cluster yet: there is no such test.'

test-load: ## Tests under load from outside (Go)
	@echo 'Nothing needs an outside load generator yet: there is no such test.'

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
