"""The rules of the house, read from the source: who imports whom, where the clock is, what is documented and pinned."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from data_access.schema import CANONICAL

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path.relative_to(ROOT)
    for place in (
        "streamlit_app.py",
        "dashboard/**/*.py",
        "pages/**/*.py",
        "data_access/**/*.py",
        "sample_data/**/*.py",
    )
    for path in ROOT.glob(place)
)
RUN_BY_CREME = {Path("tests/creme") / name for name in ("settings.py", "plant.py", "world.py")}
"""What Creme's own Python runs, where its packages are."""
TESTS = sorted({path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py")} - RUN_BY_CREME)
IDS = [str(path) for path in MODULES]

MAY_IMPORT = {
    "streamlit_app": {"dashboard"},
    "pages": {"pages", "dashboard"},
    "dashboard": {"dashboard", "data_access", "sample_data"},
    "sample_data": {"sample_data", "data_access"},
    "data_access": {"data_access"},
}
OURS = {"streamlit_app", "pages", "dashboard", "sample_data", "data_access", "tests"}
WITH_STREAMLIT = ("streamlit_app", "dashboard.app", "dashboard.ui", "pages")
WITH_DATABASE = ("data_access", "sample_data.write")
WITH_CLOCK = ("dashboard.ui", "dashboard.__main__")
WITH_WHOLE_STORE_FACTS = ("dashboard.scoring", "dashboard.review", "dashboard.backtest", "data_access.facts")
WITH_WHOLE_STORE_DEFINITIONS = ("data_access.history", "data_access.evidence")
WINDOWS_OF_FACTS = ("data_access.facts.reading",)
WITH_STYLESHEET = ("dashboard.app",)
NO_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "manager",
    "managers",
    "core",
    "common",
    "misc",
}
PACKAGES = {"google": "protobuf", "fontTools": "fonttools", "vl_convert": "vl_convert_python"}
"""Modules that come with a package of another name."""
MOST_LINES = 400
MOST_LINES_OF_A_PAGE = 60


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """The module's name as it is imported."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_one_of(module: str, names: tuple[str, ...]) -> bool:
    """Whether the module is one of these or lies in one that is a package."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything the module imports, wherever in it; `from a import b` gives a.b."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relative to itself"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def importers(name: str) -> Iterator[tuple[Path, int]]:
    """Where this module, or something in it, is imported; the names of windows give no facts away."""
    for path in MODULES:
        for line, found in imports_of(path):
            if is_one_of(found, (name,)) and not is_one_of(found, WINDOWS_OF_FACTS):
                yield path, line


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] == "pages"], ids=str)
def test_a_page_gets_its_data_through_the_frame_that_knows_the_viewer(path):
    forbidden = ("dashboard.scoring", "dashboard.store", "dashboard.access", "dashboard.commands")
    assert not [name for _, name in imports_of(path) if is_one_of(name, forbidden)]


def test_the_house_is_there():
    assert {path.parts[0] for path in MODULES} >= {"streamlit_app.py", "dashboard", "pages", "data_access"}


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_imports_go_one_way(path):
    mine = path.with_suffix("").parts[0]
    wrong = [
        f"line {line}: {name}"
        for line, name in imports_of(path)
        if name.split(".")[0] in OURS - MAY_IMPORT[mine] - {mine}
    ]
    assert not wrong, f"{mine} may import only {sorted(MAY_IMPORT[mine])}"


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("streamlit", WITH_STREAMLIT),
        ("sqlalchemy", WITH_DATABASE),
        ("duckdb", WITH_DATABASE),
        ("duckdb_sqlalchemy", WITH_DATABASE),
        ("psycopg", WITH_DATABASE),
        ("adbc_driver_postgresql", WITH_DATABASE),
        ("adbc_driver_sqlite", WITH_DATABASE),
        ("alembic", WITH_DATABASE),
        ("data_access.facts", WITH_WHOLE_STORE_FACTS + WITH_WHOLE_STORE_DEFINITIONS),
    ],
)
def test_a_library_is_imported_only_where_it_belongs(library, allowed):
    wrong = [f"{path}:{line}" for path, line in importers(library) if not is_one_of(name_of(path), allowed)]
    assert not wrong, f"{library} belongs in {', '.join(allowed)}"


def test_the_present_moment_is_taken_only_where_a_person_or_a_command_waits():
    wrong = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path in MODULES
        if not is_one_of(name_of(path), WITH_CLOCK)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"} and names_a_clock(node.value)
    ]
    assert not wrong, "time is an argument"


def names_a_clock(node: ast.expr) -> bool:
    """Whether the expression is the date, datetime or Timestamp type, or SQL's func."""
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return last in {"date", "datetime", "Timestamp", "func"}


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_a_module_is_short_enough_to_read(path):
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= (MOST_LINES_OF_A_PAGE if path.parts[0] == "pages" else MOST_LINES)


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_a_module_is_named_for_what_it_holds(path):
    assert not NO_NAMES & set(name_of(path).split("."))


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_modules_and_public_functions_say_what_they_are(path):
    tree = tree_of(path)
    silent = [] if ast.get_docstring(tree) else ["the module"]
    silent += [f"line {node.lineno}: {node.name}" for node in public_definitions(tree) if not ast.get_docstring(node)]
    assert not silent


def public_definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The module's public functions and classes and the classes' public methods; properties speak for themselves."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if not isinstance(node, kinds) or node.name.startswith("_"):
            continue
        yield node
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, kinds) and not inner.name.startswith("_") and not is_property(inner):
                yield inner


def is_property(node: ast.AST) -> bool:
    """Whether the definition is read like an attribute."""
    return any(isinstance(one, ast.Name) and "property" in one.id for one in getattr(node, "decorator_list", ()))


def test_every_canonical_table_and_column_says_what_it_means():
    silent = [table.name for table in CANONICAL.tables.values() if not (table.comment or "").endswith(".")]
    silent += [
        str(column)
        for table in CANONICAL.tables.values()
        for column in table.columns
        if not (column.comment or "").rstrip().endswith(".")
    ]
    assert not silent


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_no_page_takes_html_from_a_variable(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.keyword):
            assert node.arg != "unsafe_allow_html", f"line {node.value.lineno}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"st.html", "st.components.v1.html"}:
            assert is_one_of(name_of(path), WITH_STYLESHEET), f"line {node.lineno}"
            assert not any(isinstance(inner, (ast.JoinedStr, ast.Call, ast.BinOp)) for inner in node.args)


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_charts_name_their_channels_in_full(path):
    """`encode(x="a:Q")` is parsed anew for every chart and costs 500 times what `encode(x=alt.X("a:Q"))` does."""
    shorthand = [
        f"line {node.lineno}: {word.arg}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "encode"
        for word in node.keywords
        if isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
        if word.arg not in {"encoding", "errors"}
    ]
    assert not shorthand


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", "tests/creme/requirements.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_place_to_fetch_them_from(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-f|-i|--(?!hash)\S+)", text, re.MULTILINE)
    blocks = re.split(r"\n(?=[A-Za-z])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(blocks) > 5
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==\S+", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_every_requirement_says_why_it_is_there():
    for name in ("requirements.in", "requirements-test.in"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", "-c"))]
        assert wanted
        assert all(" # " in line for line in wanted)


@pytest.mark.parametrize(
    ("modules", "files", "without_import"),
    [
        (MODULES, ["requirements.in"], {"brotli", "duckdb_sqlalchemy", "tzdata"}),
        (TESTS, ["requirements.in", "requirements-test.in"], {"pytest_xdist", "ruff", "uv"}),
    ],
    ids=["dashboard", "tests"],
)
def test_what_is_imported_is_required(modules, files, without_import):
    """And the last of the files requires nothing that is not imported, but for what works without an import."""
    required = [set(re.findall(r"^[a-z][a-z0-9-]*", (ROOT / file).read_text("utf-8"), re.MULTILINE)) for file in files]
    required = [{name.replace("-", "_") for name in names} for names in required]
    imported = {
        PACKAGES.get(name.split(".")[0], name.split(".")[0]) for path in modules for _, name in imports_of(path)
    }
    assert imported - OURS - sys.stdlib_module_names <= set.union(*required)
    assert required[-1] - without_import <= imported


def test_ci_runs_what_people_run():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert lines[-1].endswith("make test")
