"""What the source may say: what is never called, where moments are collected, how long files and tests are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from checkout import ROOT

pytestmark = pytest.mark.once

PACKAGE = ROOT / "lib" / "edulake"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PURE = ("expr", "contract", "bronze", "silver", "gold")
LAPTOP = "platforms/laptop/"
# Modules with a function that have no test at their path, of 299: they may only become fewer.
WITHOUT_TEST = 30
OVERWRITES = {
    "jobs/steps/generate/delivery.py",
    "jobs/steps/generate/district/delivery.py",
    "jobs/steps/generate/edfi/delivery.py",
    "jobs/steps/generate/language/delivery.py",
    "store/staging.py",
}
ONLY_IN_SESSION = {"builder", "sparkContext", "_jvm", "_sc", "_jsparkSession"}
NEVER = {
    "udf", "pandas_udf", "mapInPandas", "applyInPandas", "rdd", "toPandas", "cache", "persist",
    "createGlobalTempView", "input_file_name", "dropDuplicates", "drop_duplicates", "createOrReplace", "insertInto", "rand",
    "current_timestamp", "current_date", "monotonically_increasing_id",
}  # fmt: skip


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(path: Path) -> str:
    return place(path).partition("/")[0]


every = pytest.mark.parametrize("path", MODULES, ids=place)


def names(path: Path) -> list[tuple[str, int]]:
    """Attributes and names that a module uses, with their lines."""
    tree = ast.parse(path.read_text())
    attributes = [(node.attr, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return attributes + [(node.id, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Name)]


@every
def test_runs_everywhere(path: Path) -> None:
    """No UDF, no RDD, no cache, nothing that Spark Connect lacks, no overwrite that drops clustering."""
    used = [(name, line) for name, line in names(path) if name in NEVER]
    may = place(path) == "store/session.py" or place(path).startswith(LAPTOP)
    assert not used + [(name, line) for name, line in names(path) if name in ONLY_IN_SESSION and not may]
    overwrites = [
        n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Constant) and n.value == "overwrite"
    ]
    assert not overwrites or place(path) in OVERWRITES, "a full overwrite drops clustering"


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in PURE], ids=place)
def test_pure_parts_have_no_surroundings(path: Path) -> None:
    """Sources, subjects, products and expressions know no clock, no session and no randomness."""
    modules = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert not modules & {"random", "time", "os", "uuid"}
    assert not [name for name, _ in names(path) if name in {"now", "today", "SparkSession"}]


# Columns of bronze that are moments, and what may stand around them where rows come to the driver.
MOMENTS = {
    "delivered_at",
    "source_file_modified_at",
    "source_updated_at",
    "ingestion_timestamp",
    "valid_from",
    "valid_to",
}
AS_NUMBERS = {"unix_micros", "unix_seconds", "max_by", "at"}


def naive(tree: ast.AST) -> list[int]:
    """Lines that make a moment of local time: without a zone, a literal of it is another moment on another machine."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        keywords = {keyword.arg for keyword in node.keywords}
        if called == "datetime" and len(node.args) < 8 and "tzinfo" not in keywords:
            found.append(node.lineno)
        if called in {"utcfromtimestamp", "utcnow", "today"} and "dt.date" not in ast.unparse(node.func):
            found.append(node.lineno)
        if (
            called in {"now", "fromtimestamp"}
            and "time" not in keywords
            and not any("UTC" in ast.unparse(a) for a in node.args)
        ):
            found += [] if "tz" in keywords else [node.lineno]
    return found


def collected(tree: ast.AST) -> list[str]:
    """Moments named in functions that collect rows, other than as numbers."""
    found = []

    def look(node: ast.AST, inside: frozenset[str]) -> None:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            inside |= {name}
        if isinstance(node, ast.Constant) and node.value in MOMENTS and not inside & AS_NUMBERS:
            found.append(f"{node.value} in line {node.lineno}")
        for child in ast.iter_child_nodes(node):
            look(child, inside)

    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and ".collect()" in ast.unparse(function):
            for statement in function.body:
                look(statement, frozenset())
    return found


@every
def test_no_moment_is_naive(path: Path) -> None:
    """A collected timestamp is local time, where one hour of a year is said twice: microseconds of UTC are collected."""
    tree = ast.parse(path.read_text())
    assert not naive(tree)
    if place(path).startswith("jobs/steps/"):
        assert not collected(tree)


def test_what_is_naive_is_found() -> None:
    assert naive(ast.parse("F.lit(dt.datetime(2025, 10, 26))")) == naive(ast.parse("datetime.now()")) == [1]
    assert not naive(ast.parse("dt.datetime(1970, 1, 1, tzinfo=dt.UTC); dt.datetime.now(dt.UTC)"))
    gathers = "def f(rows):\n    return rows.agg(F.min({})).collect()"
    assert collected(ast.parse(gathers.format("'delivered_at'"))) == ["delivered_at in line 2"]
    assert not collected(ast.parse(gathers.format("F.unix_micros('delivered_at')")))


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 250
    assert path.stem not in {"utils", "helpers", "common", "misc"}


def test_only_the_store_writes_tables() -> None:
    """Fitted models are files, written in one place."""
    writers = {place(path) for path in MODULES for name, _ in names(path) if name in {"saveAsTable", "save"}}
    assert {path for path in writers if not path.startswith(LAPTOP)} == {"store/store.py", "ml/models/files.py"}


def test_most_modules_will_have_their_test_at_their_path() -> None:
    """`tests/<room>/…/test_<module>.py` for each module with a function; those without may only become fewer."""
    deciding = [
        path for path in MODULES if any(isinstance(n, ast.FunctionDef) for n in ast.walk(ast.parse(path.read_text())))
    ]
    beside = [ROOT / "tests" / path.relative_to(PACKAGE).with_name(f"test_{path.stem}.py") for path in deciding]
    lacking = [place(path) for path, test in zip(deciding, beside, strict=True) if not test.exists()]
    assert len(lacking) <= WITHOUT_TEST, f"a test beside one of {lacking}"


def test_only_the_bodies_of_jobs_see_context() -> None:
    """What stands below them is handed what it needs: a store, settings, what says something."""
    seeing = {
        place(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and any(alias.name in {"Context", "context"} for alias in node.names)
    }
    bodies = {place(path) for folder in ("jobs", "jobs/runner") for path in (PACKAGE / folder).glob("*.py")}
    assert "jobs/bronze_ingest.py" in seeing
    assert not seeing - bodies
