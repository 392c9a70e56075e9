"""The rules of the house, looked up in the source: who imports whom, what is never called, how long files are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

PACKAGE = Path(__file__).parents[1] / "lib" / "edulake"
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE = ("expr", "bronze", "silver", "gold")
# What each part may import of the package, beside itself.
MAY_IMPORT = {
    "vocabulary": set(),
    "expr": {"vocabulary"},
    "contract": {"errors"},
    "errors": set(),
    "alerts": {"errors", "secret", "ml"},
    "tracking": {"errors"},
    "config": {"errors", "database", "alerts", "tracking", "place", "source_settings"},
    "place": {"errors"},
    "source_settings": {"errors", "source_codes", "vocabulary"},
    "source_codes": {"errors", "vocabulary"},
    "database": {"errors", "expr", "rows", "secret"},
    "bronze": {"contract", "errors", "expr"},
    "silver": {"contract", "expr"},
    "gold": {"contract", "expr", "silver"},
    "ml": {"contract", "errors", "expr", "rows", "silver"},
    "ops": {"contract", "runs", "store", "landing"},
    "landing": {"contract", "errors", "config", "expr", "rows"},
    "locks": {"errors", "processes"},
    "processes": set(),
    "session": {"config", "errors"},
    "object_stores": {"errors", "place"},
    "deploy": {"catalog", "config", "contract", "errors", "expr", "object_stores", "released"},
    "delta_log": set(),
    "drift": {"contract", "errors"},
    "fingerprint": set(),
    "merging": {"contract"},
    "commits": set(),
    "staging": {"errors", "place"},
    "store": {"object_stores", "session", "contract", "errors", "locks", "config", "delta_log", "drift", "merging"}
    | {"staging"},
    "replacement": {"merging"},
    "runs": {"ops", "store", "contract", "errors", "rows"},
    "runner": {"bronze", "config", "session", "store", "runs", "errors", "alerts"},
    "secret": {"errors"},
    "masked": {"contract", "expr", "session_views", "store"},
    "session_views": {"contract", "errors", "session", "store"},
    "generate": {"errors", "expr"},
    "disclosure": {"contract"},
    "spreadsheet": set(),
    "doctor": {"config", "machine", "place"},
    "view": {"catalog", "contract", "delta_log", "errors", "session", "store"},
    "released": set(),
    "report": {"catalog", "contract", "errors", "gold", "ml", "ops", "released", "silver", "view"},
    "rows": set(),
}
ONLY_IN_SESSION = {"builder", "sparkContext", "_jvm", "_sc", "_jsparkSession"}
NEVER = {
    "udf", "pandas_udf", "mapInPandas", "applyInPandas", "rdd", "toPandas", "cache", "persist",
    "createGlobalTempView", "input_file_name", "dropDuplicates", "drop_duplicates", "createOrReplace", "insertInto", "rand",
    "current_timestamp", "current_date", "monotonically_increasing_id",
}  # fmt: skip
LAPTOP = {"laptop", "environment", "machine", "warm_up", "java_trust"}
DOCUMENTS = {"dictionary", "odcs"}
# A job or a command line stands above every part.
ABOVE = (
    {
        "jobs",
        "cleansing",
        "ingesting",
        "cli",
        "planning",
        "clustering",
        "recomputed",
        "unknown",
        "terminal",
        "catalog",
        "task",
        "notebook",
    }
    | {"__init__"}
    | DOCUMENTS
    | LAPTOP
)


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def names(path: Path) -> list[tuple[str, int]]:
    """Attributes and names that a module uses, with their lines."""
    tree = ast.parse(path.read_text())
    attributes = [(node.attr, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return attributes + [(node.id, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Name)]


def imported(path: Path) -> set[str]:
    """Parts of the package that a module imports when it runs (imports for type checkers do not count)."""
    tree = ast.parse(path.read_text())
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "edulake":
            dotted = (node.module or "").split(".")
            found |= {dotted[1]} if len(dotted) > 1 else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    allowed = MAY_IMPORT.get(part(path))
    if part(path) in ABOVE:
        return
    assert allowed is not None, f"{part(path)} is a new part: say what it may import"
    assert imported(path) - {part(path)} <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_runs_everywhere(path: Path) -> None:
    """No UDF, no RDD, no cache, nothing that Spark Connect lacks, no overwrite that drops clustering."""
    used = [(name, line) for name, line in names(path) if name in NEVER]
    outside = [(n, line) for n, line in names(path) if n in ONLY_IN_SESSION and part(path) not in {"session"} | LAPTOP]
    assert not used + outside
    overwrites = [
        n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Constant) and n.value == "overwrite"
    ]
    assert not overwrites or part(path) in {"generate", "staging"}, "a full overwrite drops clustering"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if part(p) in PURE], ids=lambda path: str(path.relative_to(PACKAGE))
)
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_moment_is_naive(path: Path) -> None:
    """A collected timestamp is local time, where one hour of a year is said twice: microseconds of UTC are collected."""
    tree = ast.parse(path.read_text())
    assert not naive(tree)
    if part(path) == "cleansing" or path.stem == "files":
        assert not collected(tree)


def test_what_is_naive_is_found() -> None:
    assert naive(ast.parse("F.lit(dt.datetime(2025, 10, 26))")) == naive(ast.parse("datetime.now()")) == [1]
    assert not naive(ast.parse("dt.datetime(1970, 1, 1, tzinfo=dt.UTC); dt.datetime.now(dt.UTC)"))
    gathers = "def f(rows):\n    return rows.agg(F.min({})).collect()"
    assert collected(ast.parse(gathers.format("'delivered_at'"))) == ["delivered_at in line 2"]
    assert not collected(ast.parse(gathers.format("F.unix_micros('delivered_at')")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 350
    assert path.stem not in {"utils", "helpers", "common", "misc"}


def test_only_the_store_writes_tables() -> None:
    writers = {part(path) for path in MODULES for name, _ in names(path) if name in {"saveAsTable", "save"}}
    assert writers - LAPTOP == {"store", "ml"}
    models = {path.stem for path in MODULES if part(path) == "ml" for name, _ in names(path) if name == "save"}
    assert models == {"files"}, "fitted models are files, written in one place"
