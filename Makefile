# fuwen: every target sets up what it needs. `make ingest` and `make test` are the two to know.
PYTHON ?= python3
BIN := .venv/bin
STORE ?= sqlite:///corpus/derived/fuwen.db
SITE ?= demo
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: setup ingest search topics crawl train eval bench test check clean

setup: .venv/base.done

.venv/base.done: .lock/base.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r .lock/base.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.done: .lock/dev.txt .venv/base.done
	$(PIP) --require-hashes -r .lock/dev.txt
	@touch $@

.venv/bench.done: .lock/bench.txt .venv/dev.done
	$(PIP) --require-hashes -r .lock/bench.txt
	@touch $@

ingest: setup
	$(BIN)/fuwen ingest corpus/pages --store $(STORE)

search: setup
	$(BIN)/fuwen search --store $(STORE) -- '$(Q)'

topics: setup
	$(BIN)/fuwen topics --store $(STORE) --format html -o corpus/derived

crawl: setup
	$(BIN)/fuwen crawl $(SITE)

train: setup
	$(BIN)/fuwen train corpus/labels -o models/topics.skops --card models/README.md

eval: .venv/dev.done
	$(BIN)/python tests/evaluate.py $(ARGS)

bench: .venv/bench.done
	$(BIN)/python tests/bench.py $(ARGS)

check: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest

clean:
	rm -rf corpus/derived
