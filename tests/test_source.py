"""What the source may say: what is never called, where moments are collected, how long files and tests are.

Each law looks at all files at once, and names the places that break it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from checkout import ROOT

pytestmark = pytest.mark.once

PACKAGE = ROOT / "lib" / "edulake"
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}
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


class Name(NamedTuple):
    """An attribute or a name that a module uses."""

    text: str
    module: str
    line: int


def names(module: str, tree: ast.AST) -> Iterator[Name]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield Name(node.attr, module, node.lineno)
        if isinstance(node, ast.Name):
            yield Name(node.id, module, node.lineno)


NAMES = [name for module, tree in MODULES.items() for name in names(module, tree)]


def test_runs_everywhere() -> None:
    """No UDF, no RDD, no cache, nothing that Spark Connect lacks, no overwrite that drops clustering."""
    assert not [name for name in NAMES if name.text in NEVER]
    reached = [name for name in NAMES if name.text in ONLY_IN_SESSION]
    assert not [name for name in reached if name.module != "store/session.py" and not name.module.startswith(LAPTOP)]
    overwriting = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "overwrite"
    }
    assert not overwriting - OVERWRITES, "a full overwrite drops clustering"
    assert not OVERWRITES - overwriting, "on the list, and overwrite nothing any more"


def test_pure_parts_have_no_surroundings() -> None:
    """Sources, subjects, products and expressions know no clock, no session and no randomness."""
    pure = {module: tree for module, tree in MODULES.items() if module.partition("/")[0] in PURE}
    assert len(pure) > 100
    assert not [
        (module, alias.name)
        for module, tree in pure.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in {"random", "time", "os", "uuid"}
    ]
    assert not [name for name in NAMES if name.module in pure and name.text in {"now", "today", "SparkSession"}]


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


def test_no_moment_is_naive() -> None:
    """A collected timestamp is local time, where one hour of a year is said twice: microseconds of UTC are collected."""
    assert not [(module, line) for module, tree in MODULES.items() for line in naive(tree)]
    steps = {module: tree for module, tree in MODULES.items() if module.startswith("jobs/steps/")}
    assert steps
    assert not [(module, moment) for module, tree in steps.items() for moment in collected(tree)]


def test_what_is_naive_is_found() -> None:
    assert naive(ast.parse("F.lit(dt.datetime(2025, 10, 26))")) == naive(ast.parse("datetime.now()")) == [1]
    assert not naive(ast.parse("dt.datetime(1970, 1, 1, tzinfo=dt.UTC); dt.datetime.now(dt.UTC)"))
    gathers = "def f(rows):\n    return rows.agg(F.min({})).collect()"
    assert collected(ast.parse(gathers.format("'delivered_at'"))) == ["delivered_at in line 2"]
    assert not collected(ast.parse(gathers.format("F.unix_micros('delivered_at')")))


def test_files_stay_readable() -> None:
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    assert len(files) > len(MODULES)
    assert not [path for path in files if len(path.read_text().splitlines()) > 250]
    assert not [path for path in files if path.stem in {"utils", "helpers", "common", "misc"}]


def test_only_the_store_writes_tables() -> None:
    """Fitted models are files, written in one place."""
    writers = {name.module for name in NAMES if name.text in {"saveAsTable", "save"}}
    assert {module for module in writers if not module.startswith(LAPTOP)} == {"store/store.py", "ml/models/files.py"}


def test_most_modules_will_have_their_test_at_their_path() -> None:
    """`tests/<room>/…/test_<module>.py` for each module with a function; those without may only become fewer."""
    deciding = [
        Path(module) for module, tree in MODULES.items() if any(isinstance(n, ast.FunctionDef) for n in ast.walk(tree))
    ]
    beside = [ROOT / "tests" / path.with_name(f"test_{path.stem}.py") for path in deciding]
    lacking = [path.as_posix() for path, test in zip(deciding, beside, strict=True) if not test.exists()]
    assert len(lacking) <= WITHOUT_TEST, f"a test beside one of {lacking}"


def test_only_the_bodies_of_jobs_see_context() -> None:
    """What stands below them is handed what it needs: a store, settings, what says something."""
    seeing = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name in {"Context", "context"} for alias in node.names)
    }
    bodies = {module for module in MODULES if Path(module).parent.as_posix() in {"jobs", "jobs/runner"}}
    assert "jobs/bronze_ingest.py" in seeing
    assert not seeing - bodies
