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
    "expr": set(),
    "contract": {"errors"},
    "errors": set(),
    "alerts": {"errors", "secret", "ml"},
    "tracking": {"errors"},
    "config": {"errors", "database", "alerts", "tracking", "place", "source_settings"},
    "place": {"errors"},
    "source_settings": {"errors"},
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
    "deploy": {"catalog", "config", "contract", "errors", "expr", "object_stores"},
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
    "runner": {"config", "session", "store", "runs", "errors", "alerts"},
    "secret": {"errors"},
    "masked": {"secret", "contract", "errors", "expr", "store"},
    "generate": {"errors", "expr"},
    "disclosure": {"contract"},
    "spreadsheet": set(),
    "doctor": {"config", "machine", "place"},
    "view": {"catalog", "contract", "delta_log", "errors", "session", "store"},
    "report": {"catalog", "contract", "errors", "gold", "ml", "ops", "silver", "view"},
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 350
    assert path.stem not in {"utils", "helpers", "common", "misc"}


def test_only_the_store_writes_tables() -> None:
    writers = {part(path) for path in MODULES for name, _ in names(path) if name in {"saveAsTable", "save"}}
    assert writers - LAPTOP == {"store", "ml"}
    models = {path.stem for path in MODULES if part(path) == "ml" for name, _ in names(path) if name == "save"}
    assert models == {"files"}, "fitted models are files, written in one place"
