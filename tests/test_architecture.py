"""The law of the house: fifteen rooms, each imports only rooms to its left, nobody is exempt. No circle anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from checkout import ROOMS, ROOT

pytestmark = pytest.mark.once

PACKAGE = ROOT / "lib" / "edulake"
ORDER = ROOMS.replace("governance", "governance start").split()  # edulake.start: __init__.py
PURE = {"expr", "contract", "silver", "gold", "bronze"}
CALL_JOBS = {"pipeline", "follow", "replay", "rebuild", "retain", "erase", "demo", "ml_evaluate", "runner.plan"}
CALL_JOBS |= {"runner.trial"}
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
# Imports within functions, to start fast or for an extra that may be absent. May only shrink, but for a new command, which
# imports what it shows as late as all others do, and for runs without news, which need no Spark.
LATE = 63


class Import(NamedTuple):
    module: str
    is_late: bool
    is_typing: bool


def imports(path: Path) -> Iterator[Import]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    typing = [node for node in nodes if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    types = {child for node in typing for child in ast.walk(node)}
    for node in nodes:
        assert not isinstance(node, ast.Import) or "edulake" not in ast.unparse(node), "not seen here: import from"
        if isinstance(node, ast.ImportFrom) and (node.module or "edulake").split(".")[0] == "edulake":
            within = str(node.module).partition(".")[2]
            for alias in node.names:
                named = f"{within}.{alias.name}".strip(".")
                is_late = node.col_offset > 0 and node not in types
                yield Import(named if named in MODULES else within, is_late, node in types)


IMPORTS = {module: list(imports(path)) for module, path in MODULES.items()}


def room(module: str) -> str:
    return module.partition(".")[0] or "start"


def folder(module: str) -> str:
    """The folder of its room in which a module lies, or whose list it is; "" at the room's root."""
    is_list = MODULES[module].name == "__init__.py"
    return f"{module}.".split(".")[1] if module.count(".") + is_list > 1 else ""


def test_the_root_holds_rooms_and_nothing_else() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if any(path.glob("*.py"))}
    assert rooms == set(ROOMS.split()) - {"errors"}
    assert {path.name for path in PACKAGE.iterdir() if path.is_file()} == {"__init__.py", "errors.py", "py.typed"}


def test_imports_point_to_the_left() -> None:
    found = [(module, one.module) for module in MODULES for one in IMPORTS[module]]
    assert len(found) > len(MODULES)
    assert not [(a, b) for a, b in found if room(b) not in ORDER[: ORDER.index(room(a)) + 1]]


def test_no_circle() -> None:
    waiting = {module: {found.module for found in IMPORTS[module]} - {module} for module in MODULES}
    while free := [module for module, needed in waiting.items() if not needed & waiting.keys()]:
        waiting = {module: needed for module, needed in waiting.items() if module not in free}
    assert not waiting, "modules in a circle, or above one"


def test_what_is_declared_knows_no_surroundings() -> None:
    """Contracts, subjects, products and sources know no store; of settings, types alone."""
    found = [(room(module), room(one.module), one) for module in MODULES for one in IMPORTS[module]]
    assert not [one for here, there, one in found if here in PURE and there in {"store", "ops", "landing"}]
    assert not [one for here, there, one in found if here in PURE and there == "config" and not one.is_typing]
    assert not [one for here, there, one in found if here == "expr" != there]


def test_domains_jobs_and_steps_keep_to_themselves() -> None:
    pairs = [(module, one.module) for module in MODULES for one in IMPORTS[module] if room(module) == room(one.module)]
    lists = {module for module, path in MODULES.items() if path.name == "__init__.py"}
    apart = [(a, b) for a, b in pairs if room(a) in ("silver", "gold") and a not in lists and folder(b)]
    assert not [(a, b) for a, b in apart if folder(a) != folder(b)], "a sibling domain, or a tool that imports one"
    assert not [(a, b) for a, b in pairs if room(a) == "ml" and a not in lists and not folder(a) and folder(b)]
    jobs = {module for module in MODULES if room(module) == "jobs" and not folder(module)}
    assert not [(a, b) for a, b in pairs if b in jobs - {"jobs"} and a.partition(".")[2] not in CALL_JOBS]
    steps = [(a.split(".")[2], b.split(".")[2]) for a, b in pairs if a.startswith("jobs.steps.") and "steps." in b]
    assert not [(a, b) for a, b in steps if a != b]


def test_late_imports_are_few() -> None:
    assert sum(found.is_late for module in MODULES for found in IMPORTS[module]) <= LATE
