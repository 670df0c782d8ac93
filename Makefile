# What there is to do here. `make run` is all it takes to try Basekey.

DATA ?= ./data
LISTEN ?= 127.0.0.1:8080

.PHONY: run build pages test fmt lint bench screenshots

# Builds and serves with a demo base. The data stays in $(DATA).
run: pages
	@cargo run --release --package basekey-cli -- serve --data $(DATA) --listen $(LISTEN) --demo

build: pages
	cargo build --release --package basekey-cli

# The pages of the Builder Hub, if Node is there and they are not built yet.
pages:
	@./scripts/pages

# Everything, on a clean machine.
test:
	@./scripts/test

fmt:
	cargo fmt --all
	@[ ! -d web/node_modules ] || (cd web && npm run --silent fix)

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

bench:
	@./bench/run

# The pictures of docs/tokens.md, and those of every main screen in target/screenshots.
screenshots:
	@./scripts/test screenshots
