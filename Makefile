# What there is to do here. `make run` is all it takes to try Basekey.

DATA ?= ./data
LISTEN ?= 127.0.0.1:8080

.PHONY: run build test fmt lint bench

# Builds and serves with a demo base. The data stays in $(DATA).
run:
	@cargo run --release --package basekey-cli -- serve --data $(DATA) --listen $(LISTEN) --demo

build:
	cargo build --release --package basekey-cli

# Everything, on a clean machine.
test:
	@./scripts/test

fmt:
	cargo fmt --all

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

bench:
	@./bench/run
