# make run              start the playground        make run PORT=8600 ARGS="--server.address 0.0.0.0"
# make test             install what the tests need, and run everything      make test PYTEST="-k engine"
# make test-peers       install a PyTorch (Debian's), and run the models exported for it
# make audit            look whether a vulnerability is known of any package the app needs (asks PyPI)
# make bench            run each module of benchmarks/; each prints its numbers
# make clean            remove what the others made
# PYTHON chooses the interpreter of the virtual environment (3.11 or newer): make run PYTHON=python3.12

PYTHON ?= python3
PORT   ?=
ARGS   ?=
PYTEST ?=

BIN = .venv/bin

.PHONY: run test test-peers audit bench clean environment test-environment

run: environment
	$(BIN)/python -m streamlit run app.py $(if $(PORT),--server.port $(PORT)) $(ARGS)

test: test-environment
	$(BIN)/python -m scripts.chromium
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(PYTEST)

test-peers: test-environment
	$(BIN)/python -m scripts.pytorch
	$(BIN)/python -m pytest tests/peers $(PYTEST)

bench: test-environment
	$(BIN)/python -m scripts.chromium
	for file in benchmarks/[a-z]*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

audit: environment
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/python -m pip_audit --requirement requirements.txt

environment:
	@sh scripts/environment.sh "$(PYTHON)" requirements.txt

test-environment:
	@sh scripts/environment.sh "$(PYTHON)" requirements-test.txt

clean:
	rm -rf .venv .pytest_cache .hypothesis .mypy_cache .ruff_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
