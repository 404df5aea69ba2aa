# Night Patrol (夜巡). Every target says what it does; all work twice in a row.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test lint bench soak screens lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Qt without a screen needs the first line, a window under X the second; the rest is sound, a virtual screen,
# and the plain tools that check a pack and look at a page. Tests hear a sound server and print to a CUPS of their own.
QT_PACKAGES := libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0
XCB_PACKAGES := libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 \
	libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0
PACKAGES := python3 python3-venv $(QT_PACKAGES) $(XCB_PACKAGES) libportaudio2 openssl unzip
TEST_PACKAGES := xvfb xauth poppler-utils softhsm2 pulseaudio pulseaudio-utils libasound2-plugins cups
export PYTHONUTF8 := 1

help: ## say what the targets do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/'

# $(1): packages. Asks dpkg first, so that a second run touches nothing and needs no network.
define need_packages
	missing=""; \
	if command -v dpkg-query >/dev/null 2>&1; then \
	  for p in $(1); do \
	    dpkg-query -W -f='$${Status}' "$$p" 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
	  done; \
	fi; \
	if [ -n "$$missing" ]; then \
	  echo "installing system packages:$$missing"; \
	  sudo=""; if [ "$$(id -u)" -ne 0 ]; then \
	    if command -v sudo >/dev/null 2>&1; then sudo="sudo"; else \
	      echo "These system packages are missing and this user may not install them. Run as root: apt-get install$$missing" >&2; exit 2; fi; \
	  fi; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "system packages: all present"; fi
endef

# $(1): lock file, $(2): stamp
define install_python
	if [ ! -f $(2) ] || [ $(1) -nt $(2) ] || [ pyproject.toml -nt $(2) ]; then \
	  echo "installing Python packages of $(1) into $(VENV)"; \
	  [ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(1); \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	  $(BIN)/python -m patrol_app.ui.translate; \
	  touch $(2); \
	else echo "Python packages of $(1): up to date"; fi
endef

install: ## set up .venv with the program, system packages included
	@$(call need_packages,$(PACKAGES))
	@$(call install_python,requirements.lock,$(VENV)/.installed)

install-dev: install ## the same with what tests and lint need
	@$(call need_packages,$(TEST_PACKAGES))
	@$(call install_python,requirements-dev.lock,$(VENV)/.installed-dev)

demo: install ## play a night in Ankang; the result is in demo-out/
	@$(BIN)/patrol demo --out demo-out --close

lint: install-dev ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: install-dev ## lint and all tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

screens: install ## pictures of every screen and state, into build/screens
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m patrol_app.ui.screens build/screens
	@$(BIN)/python -m patrol_app.cli.paper_pictures build/screens

SOAK ?= kill
soak: install-dev ## a long campaign: SOAK=kill, power, power_store, full_disk, export, clock, truncate, flips, bigpack, fuzz, ports, stations, office or window; SOAK_N runs or SOAK_S seconds
	@$(BIN)/python tests/soak/$(SOAK).py

BENCH_HOURS ?= 8
# Other libraries never enter $(VENV): one of them brings a soundfile of its own, another wants a newer Python.
bench: install ## speed of the meter, packs, judgements, stations, papers, bulletins and window beside named peers; into build/bench.json
	@[ -x build/peers/bin/python ] || { echo "setting up build/peers"; $(PYTHON) -m venv build/peers; }
	@build/peers/bin/python -m pip install -q --disable-pip-version-check -r tests/benchmarks/level-peers.txt
	@if python3.13 -c '' 2>/dev/null; then \
	  [ -x build/peers-3.13/bin/python ] || python3.13 -m venv build/peers-3.13; \
	  build/peers-3.13/bin/python -m pip install -q --disable-pip-version-check -r tests/benchmarks/level-peers-3.13.txt; \
	fi
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/bench_levels.py \
	  --peers build/peers/bin/python --phonometry build/peers-3.13/bin/python --hours $(BENCH_HOURS) --to build/bench.json
	@[ -x build/bagit/bin/bagit.py ] || { $(PYTHON) -m venv build/bagit; build/bagit/bin/python -m pip install -q --disable-pip-version-check setuptools==80.9.0 bagit==1.9.0; }
	@PATH="$(CURDIR)/build/bagit/bin:$$PATH" $(BIN)/python tests/benchmarks/bench_evidence.py
	@$(BIN)/python tests/benchmarks/bench_judge.py
	@$(BIN)/python tests/benchmarks/bench_stations.py
	-@SOAK_S=30 $(BIN)/python tests/soak/ports.py
	@$(BIN)/python tests/reports/bench_case_file.py
	@$(BIN)/python tests/benchmarks/bench_bulletins.py
	@QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks/bench_window.py
	@QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks/bench_frame.py

lock: ## (developer) make the lock files again; wants uv on PATH
	@uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -q -o requirements.lock
	@uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -q -o requirements-dev.lock

clean: ## remove what the other targets made
	@rm -rf $(VENV) build demo-out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
