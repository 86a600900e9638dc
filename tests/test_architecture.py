"""The house stands as docs/house.md draws it: imports go one way, one vocabulary of modules, writes in actions."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
ROOMS = ("learnplan", "plans", "scripts", "advocacy")
MODULES = sorted(
    path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)
SOURCES = [path for path in MODULES if path.relative_to(ROOT).parts[0] in ROOMS]
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))

HOUSE = (ROOT / "docs" / "house.md").read_text()
# Names with one meaning in every room, and the nouns of each room: the first column of their tables, and the first two.
VOCABULARY = {
    name for names in re.findall(r"^\| (`[a-z`, ]+`) \|", HOUSE, re.M) for name in re.findall(r"[a-z]+", names)
}
NOUNS = set(re.findall(r"^\| `([a-z_/]+)/` \| `([a-z_]+)` \|", HOUSE, re.M))
NAMED_BY_OTHERS = {"learnplan", "learnplan/templatetags"}  # by Django, Celery and web servers
OLD_WAY = re.compile(r"_(actions|views|forms)$|^(actions|views|forms)_")
SAYS_NOTHING = {"util", "helper", "common", "manager", "service"}
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
SQL = re.compile(r"\b(INSERT INTO|UPDATE \w+ |DELETE FROM|TRUNCATE|COPY \S+ ?(\(.*\) )?FROM)")
# Where data is written outside an actions module, and why that is right.
WRITERS = {
    "learnplan/bench": "signs people in, empties and fills databases made for measuring and generated data only",
    "learnplan/notices/delivery.py": "the outbox notes on its own row that an e-mail has gone",
    "learnplan/people/roster": "the roster import writes in bulk, by SQL",
    "plans/funding/ledger.py": "posting to the ledger, for the actions of money only",
    "scripts/frameworks/importing.py": "the framework import writes in bulk",
    "scripts/frameworks/sync.py": "the framework import writes in bulk, by COPY",
    "scripts/offers/importing.py": "the offers import writes in bulk",
}
# These only look like writes to the database.
NOT_DATA = {
    "learnplan/demonstration/shots.py": "saves pictures of pages",
    "learnplan/demonstration/drawings.py": "draws the pictures of the demonstration",
    "plans/evidence/files.py": "puts files into their store and removes them",
    "plans/evidence/pdfs.py": "writes a PDF out again",
    "plans/evidence/pictures.py": "redraws a picture",
    "learnplan/assets/fonts.py": "saves a font into a file",
    "learnplan/embedded/keeping.py": "keeps count of who holds the servers",
    "learnplan/people/accounts/forms.py": "allauth's own form sends the e-mail",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_over(paths: list[Path], most: int) -> dict[str, int]:
    counts = {name_of(path): len(path.read_text().splitlines()) for path in paths}
    return {name: count for name, count in counts.items() if count > most}


def is_write(node: ast.AST) -> bool:
    """Say whether a node of a syntax tree is a call that writes through the ORM, or SQL that writes."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(SQL.search(node.value))
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "update":  # a queryset's takes names only, a dictionary's or a digest's a value
        return bool(node.keywords) and not node.args
    return node.func.attr in WRITES


def is_excused(name: str) -> bool:
    return any(name == known or name.startswith(f"{known}/") for known in (*WRITERS, *NOT_DATA))


def test_imports_go_one_way():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_are_short():
    """Cohesion decides: 250 lines are a hint, 400 are for a module that answers one question."""
    assert lines_over(MODULES, 500) == {}
    assert lines_over([ROOT / "learnplan" / "settings.py"], 220) == {}


def test_scripts_are_short():
    assert lines_over(SCRIPTS, 80) == {}


def test_modules_have_one_vocabulary():
    unknown = [
        name_of(path)
        for path in SOURCES
        if path.stem != "__init__" and name_of(path.parent) not in NAMED_BY_OTHERS
        # A module that is full becomes a package of the same name, whose modules are called as they like.
        if not {*path.relative_to(ROOT).with_suffix("").parts} & {*VOCABULARY, "management"}
        if (name_of(path.parent), path.stem) not in NOUNS
    ]
    assert unknown == []
    assert [name_of(path) for path in SOURCES if OLD_WAY.search(path.stem)] == []


def test_nouns_are_still_modules():
    assert {noun for noun in NOUNS if not ROOT.joinpath(*noun).with_suffix(".py").exists()} == set()


def test_modules_open_with_a_sentence():
    silent = []
    for path in [*MODULES, ROOT / "manage.py"]:
        words = ast.get_docstring(ast.parse(path.read_text())) or ""
        if not words.split("\n\n")[0].rstrip().endswith("."):
            silent.append(name_of(path))
    assert silent == []


def test_names_of_modules_say_what_they_own():
    vague = [
        name_of(path)
        for path in MODULES
        if {part.rstrip("s") for part in (*path.parent.relative_to(ROOT).parts, path.stem, *path.stem.split("_")[-1:])}
        & SAYS_NOTHING
    ]
    assert vague == []


def test_writes_are_in_actions():
    strays = {}
    for path in SOURCES:
        name = name_of(path)
        if {"actions", "locking"} & {path.stem, path.parent.name} or is_excused(name):
            continue
        found = [node.lineno for node in ast.walk(ast.parse(path.read_text())) if is_write(node)]
        if found:
            strays[name] = found
    assert strays == {}


@pytest.mark.parametrize("name", [*WRITERS, *NOT_DATA])
def test_excuse_is_still_needed(name):
    paths = [path for path in SOURCES if name_of(path) == name or name_of(path).startswith(f"{name}/")]
    assert any(is_write(node) for path in paths for node in ast.walk(ast.parse(path.read_text())))


def test_actions_never_see_a_request():
    seen = [
        name_of(path)
        for path in SOURCES
        if "actions" in (path.stem, path.parent.name)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.arg) and node.arg == "request"
    ]
    assert seen == []


def test_nothing_is_hidden_in_signals_or_generic_keys():
    pattern = re.compile(r"GenericForeignKey|django\.dispatch|models\.signals|\bpost_save\b|\bpre_save\b")
    assert [name_of(path) for path in SOURCES if pattern.search(path.read_text())] == []
