# Everything a person does with Learnplan, from a fresh clone with only Python and make.
# Only relative paths, so that the folder may be called anything.

SHELL := /bin/sh
UV = $$(if uv --version >/dev/null 2>&1; then echo uv; else echo .uv/bin/uv; fi)
LOCK = pip compile pyproject.toml --universal --python-version 3.13 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
SHEET = --indent-size 2 --end-with-newline --space-around-combinator --preserve-newlines --disable-newline-between-rules
LEARNERS ?=
COMPARE ?=
# Where it is set, every process compiles everything that it imports: seconds for each, and there are many.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run install test test-quick check format shots bench lock clean

help:
	@echo "make run     set up and run Learnplan; PORT=8123 chooses the port, Ctrl-C stops it"
	@echo "make test    run the tests; make test-quick  the quick ones, without a browser; make check  the other checks"
	@echo "make format  lay out Python, templates and style sheets as make check wants them"
	@echo "make shots   write pictures of every page; make bench LEARNERS=100000  measure; COMPARE=1  and judge"
	@echo "make lock    write requirements*.txt again; make clean  remove what can be made again"

run: install
	@.venv/bin/python manage.py run

# uv and the packages, both only when something changed: .venv keeps a copy of the list it was made from.
install:
	@if ! uv --version >/dev/null 2>&1 && ! .uv/bin/uv --version >/dev/null 2>&1; then \
		echo "Fetching uv, which fetches the rest."; rm -rf .uv; \
		for python in python3.13 python3 python; do \
			said=$$({ $$python -m venv .uv && .uv/bin/python -m pip install --quiet uv; } 2>&1) && break; rm -rf .uv; \
		done; \
		.uv/bin/uv --version >/dev/null 2>&1 || { echo "$$said" | tail -n 5 >&2; \
			echo "Learnplan needs uv, and could not fetch it. Either install uv, or make 'python3 -m venv' work" >&2; \
			echo "(on Debian and Ubuntu: apt-get install python3-venv), see that there is a network, and try again." >&2; \
			exit 1; }; \
	fi
	@if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then \
		echo "Making the Python environment in .venv"; rm -rf .venv; $(UV) venv --quiet --python 3.13 .venv; \
	fi
	@if ! cmp -s requirements-dev.txt .venv/requirements-installed.txt; then \
		echo "Installing packages."; \
		$(UV) pip sync --quiet --python .venv/bin/python --require-hashes requirements-dev.txt && \
		cp requirements-dev.txt .venv/requirements-installed.txt; \
	fi

test: install
	@.venv/bin/python manage.py build_assets --verbosity 0
	@if { command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then \
		.venv/bin/python -m pytest -n auto --dist worksteal; \
	else \
		echo "No Chromium here (on Debian: apt-get install chromium): the browser tests are LEFT OUT." >&2; \
		.venv/bin/python -m pytest -n auto --dist worksteal -m "not browser"; \
	fi

# Without the browser, and without what starts the whole product or goes through every page.
test-quick: install
	@.venv/bin/python manage.py build_assets --verbosity 0
	@.venv/bin/python -m pytest -n auto --dist worksteal -m "not browser and not slow"

check: install
	.venv/bin/python manage.py build_assets
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djangofmt --check templates
	.venv/bin/djangofmt check templates
	for sheet in static/css/*.css; do .venv/bin/css-beautify $(SHEET) $$sheet | cmp - $$sheet || exit 1; done
	.venv/bin/python -m mypy .
	.venv/bin/lint-imports
	.venv/bin/python manage.py makemigrations --check --dry-run
	PRODUCTION=1 SECRET_KEY=$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
		ALLOWED_HOSTS=learnplan.example SITE_ADDRESS=https://learnplan.example \
		DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
		.venv/bin/python manage.py check --deploy --fail-level WARNING

format: install
	.venv/bin/ruff format .
	.venv/bin/djangofmt templates
	.venv/bin/djangofmt check --fix templates
	for sheet in static/css/*.css; do .venv/bin/css-beautify $(SHEET) --replace $$sheet; done

shots: install
	.venv/bin/python manage.py shots

bench: install
	.venv/bin/python manage.py bench $(if $(LEARNERS),--learners $(LEARNERS)) $(if $(COMPARE),--compare --no-roster)

lock: install
	$(UV) $(LOCK) -o requirements.txt
	$(UV) $(LOCK) --group s3 -o requirements-s3.txt
	$(UV) $(LOCK) --group dev -o requirements-dev.txt

clean:
	rm -rf build shots .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -not -path './.uv/*' -prune -exec rm -rf {} +
