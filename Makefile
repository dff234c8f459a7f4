# Each command builds .venv itself the first time; nothing needs to be activated.
# PYTHON=python3.12 chooses the Python to build it with, ARGS="…" is handed on to the command.

SHELL := /bin/sh
PYTHON ?=
ARGS ?=
CANDIDATES := python3 python3.13 python3.12 python3.11
VENV_PYTHON := .venv/bin/python
# nbgrader calls programs (alembic) by their names alone.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# An environment holds its own path and its Python's: without them (a moved or copied checkout, an upgraded
# system) it is of no use, and is built anew.
$(shell [ "$$(cat .venv/.built 2>/dev/null)" = "$(CURDIR)" ] && $(VENV_PYTHON) -c '' 2>/dev/null || rm -f .venv/.built)

.DEFAULT_GOAL := help
.PHONY: help venv lab grade test test-rest test-all coverage release site

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 19

venv: .venv/.built ## build the environment in .venv (the other commands do it first)
	@echo "The environment is in .venv"

lab: .venv/.built ## open JupyterLab on the notebooks
	@$(VENV_PYTHON) -c 'import webbrowser; webbrowser.get()' 2>/dev/null || echo "No browser can be opened from here. When JupyterLab has started, copy the last address that begins with http:// into one, and open notebooks/00_start_here.ipynb in the list on the left. (From another machine, first: ssh -L 8888:localhost:8888 THIS-MACHINE)"
	$(VENV_PYTHON) -m jupyterlab --ServerApp.root_dir=. notebooks/00_start_here.ipynb $(ARGS)

grade: .venv/.built ## grade a demonstration class, made up for it
	$(VENV_PYTHON) -m autograder demo
	$(VENV_PYTHON) -m autograder grade $(ARGS)

# In more processes than there may be cores: a browser, a kernel, a time that is over are waited for. Each gets a row of
# neighbours, which share what is made once for all of them; one that has done its own takes over half of another's.
PYTEST = $(VENV_PYTHON) -m pytest -q --numprocesses 4 --dist worksteal

test: .venv/.built ## run the tests: some for every promise, in about five minutes
	$(PYTEST) -m "not second_stage" $(ARGS)

test-rest: .venv/.built ## run the tests that `make test` leaves out
	$(PYTEST) -m second_stage $(ARGS)

test-all: .venv/.built ## run all tests
	$(PYTEST) $(ARGS)

coverage: .venv/.built ## run the tests of `make test`, and name every line that none of them runs
	$(PYTEST) -m "not second_stage" --cov --cov-report=term $(ARGS)

release: .venv/.built ## derive every notebook from solutions/
	$(VENV_PYTHON) -m autograder release $(ARGS)

site: .venv/.site ## build the site in _site: pages, and notebooks that run in a browser
	$(VENV_PYTHON) -m website $(ARGS)

# What only a site is built with.
.venv/.site: .venv/.built
	@echo "Installing what a site is built with into .venv"; \
	$(VENV_PYTHON) -m pip install --quiet --constraint constraints.txt --editable '.[site]' || { \
		echo "Some packages could not be installed; pip says why above. The same command tries again." >&2; \
		exit 1; \
	}; \
	touch $@

# The stamp is written last: an environment without it was interrupted, and is built again from the start.
# One with an older stamp is only brought up to date.
.venv/.built: pyproject.toml constraints.txt
	@set -e; \
	if [ ! -f $@ ]; then \
		found=; without_venv=; \
		for python in $(if $(PYTHON),"$(PYTHON)",$(CANDIDATES)); do \
			"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || continue; \
			if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
			without_venv="$${without_venv:-$$python}"; \
		done; \
		if [ -z "$$found" ] && [ -n "$$without_venv" ]; then \
			echo "$$without_venv cannot make a virtual environment. On Debian and Ubuntu:" \
				"sudo apt-get install $$(basename "$$without_venv")-venv  (then the same command again)" >&2; \
			exit 1; \
		elif [ -z "$$found" ]; then \
			echo "The course needs Python 3.11, 3.12 or 3.13; none of these is one: $(or $(PYTHON),$(CANDIDATES))." \
				"Install one, or name it: make PYTHON=python3.12" >&2; \
			exit 1; \
		fi; \
		echo "Building .venv with $$("$$found" --version) (once, about a minute)"; \
		"$$found" -m venv --clear .venv; \
	fi; \
	rm -f $@; \
	echo "Installing the packages of constraints.txt into .venv"; \
	$(VENV_PYTHON) -m pip install --quiet --constraint constraints.txt --editable '.[dev]' || { \
		echo "Some packages could not be installed; pip says why above. The same command tries again." >&2; \
		exit 1; \
	}; \
	echo "$(CURDIR)" > $@
