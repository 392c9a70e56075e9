"""What a table was made from, as a short text: the settings that count for it, and the code that it reaches.

Code is followed from a definition through every name that it uses inside the package, as syntax trees: comments,
docstrings, formatting, annotations and the module in which a definition stands do not count. So moving code changes
nothing, and a changed line anywhere below a product or a source changes its fingerprint.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import sys
from collections import defaultdict
from functools import lru_cache, partial
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.contract.formerly import FORMERLY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.machinery import ModuleSpec

PACKAGE = __name__.partition(".")[0]
LETTERS = 12


class Fingerprint(NamedTuple):
    """Hashes of settings and of code; `str` is how a run records them."""

    settings: str
    code: str

    def __str__(self) -> str:
        return f"{self.settings}.{self.code}"

    def differs_from(self, recorded: str | None) -> str:
        """In words, what is not as it was recorded; empty where nothing is."""
        if recorded is None:
            return "nothing says what it was made from"
        settings, _, code = recorded.partition(".")
        changed = [
            ("settings", settings != self.settings),
            ("code", code not in (self.code, *FORMERLY.get(self.code, ()))),
        ]
        named = " and ".join(name for name, is_changed in changed if is_changed)
        return f"its {named} changed" if named else ""


def fingerprint(settings: Any, roots: Iterable[Any], *declared: str) -> Fingerprint:
    """Of settings, which are written as JSON, and of functions of the package, or places in it.

    What is `declared` counts as code: words for values that no function names.
    """
    chosen = json.dumps(settings, sort_keys=True, default=str)
    definitions = sorted(_definition(place)[0] for place in reached(roots))
    return Fingerprint(_hash(chosen), _hash(*definitions, *declared))


def reached(roots: Iterable[Any]) -> set[Place]:
    """The definitions that `roots` are, and all that they use."""
    found: set[Place] = set()
    waiting = [defined for root in roots if (defined := _defined(_place(root)))]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += _definition(place)[1]
    return found


class Place(NamedTuple):
    """Where a name is defined at the top of a module."""

    module: str
    name: str


def place_of(value: object, module: str) -> Place:
    """Where a constant is defined that a module of the package has under some name; ValueError for one without."""
    held = vars(sys.modules[module])
    name = next((name for name, found in held.items() if found is value), None)
    if name is None:
        raise ValueError(f"{module} has no name for it: what it is made of would not count")
    return Place(module, name)


def _place(root: Any) -> Place:
    """Where a function is defined; a nested one by what it is nested in."""
    if isinstance(root, Place):
        return root
    while isinstance(root, partial):
        root = root.func
    return Place(root.__module__, root.__qualname__.partition(".")[0])


class Module(NamedTuple):
    """The statements that define each name at the top of a module, and what it imports of the package."""

    definitions: dict[str, list[ast.stmt]]
    imports: dict[str, Place]  # a name, or (name "") a module


@lru_cache(maxsize=4096)
def _read(module: str) -> Module:
    tree = ast.parse(_source(module))
    imports = {alias: place for node in ast.walk(tree) for alias, place in _imported(module, node)}
    definitions: dict[str, list[ast.stmt]] = defaultdict(list)
    for statement in tree.body:
        for name in _names(statement):
            definitions[name].append(statement)
    return Module(definitions, imports)


def _source(module: str) -> str:
    """The text of a module, wherever it lies: a folder, a wheel, or the zip that spark-submit hands over."""
    spec = _spec(module)
    text = getattr(spec.loader, "get_source", lambda _: None)(module) if spec else None
    return text or ""


@lru_cache(maxsize=4096)
def _spec(module: str) -> ModuleSpec | None:
    """How a module would be imported. It is not, nor is what stands above it: that may need libraries."""
    above, _, _ = module.rpartition(".")
    if not above:
        return importlib.util.find_spec(module)
    package = _spec(above)
    folders = package.submodule_search_locations if package else None
    return PathFinder.find_spec(module, folders) if folders else None


def _imported(module: str, node: ast.AST) -> list[tuple[str, Place]]:
    if not isinstance(node, ast.ImportFrom) or (node.module or "").partition(".")[0] != PACKAGE:
        return []
    found = []
    for alias in node.names:
        dotted = f"{node.module}.{alias.name}"
        is_module = dotted != module and _spec(dotted) is not None
        place = Place(dotted, "") if is_module else Place(node.module or "", alias.name)
        found.append((alias.asname or alias.name, place))
    return found


def _names(statement: ast.stmt) -> list[str]:
    """What a statement at the top of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [node.id for target in targets if target for node in ast.walk(target) if isinstance(node, ast.Name)]


@lru_cache(maxsize=4096)
def _definition(place: Place) -> tuple[str, tuple[Place, ...]]:
    """A definition's hash without what does not count, and the places of the package that it uses."""
    module = _read(place.module)
    own = {name: Place(place.module, name) for name in module.definitions}
    bare = _Bare({**own, **module.imports})
    hashed = _hash(*(_spelled(bare.visit(statement)) for statement in module.definitions[place.name]))
    uses = (_defined(used) for used in dict.fromkeys(bare.used))
    return hashed, tuple(use for use in uses if use)


def _defined(place: Place) -> Place | None:
    """Where a name is defined that may have come through other modules; None for what is no part of the package."""
    while place.module.partition(".")[0] == PACKAGE:
        module = _read(place.module)
        if place.name in module.definitions:
            return place
        if place.name not in module.imports:
            return None  # a module as a whole, or a name that is made as the program runs
        place = module.imports[place.name]
    return None


class _Bare(ast.NodeTransformer):
    """Takes away what does not count, and notes the names that are used. `known` are those of the module."""

    def __init__(self, known: dict[str, Place]) -> None:
        self.known = known
        self.used: list[Place] = []

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.known:
            self.used.append(self.known[node.id])
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """`module.name` counts as the name: in which module it stands does not."""
        owner = self.known.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if owner and not owner.name:
            self.used.append(Place(owner.module, node.attr))
            return ast.Name(node.attr, node.ctx)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(_without_docstring(node))

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self.generic_visit(_without_docstring(node))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """The type of a field counts as a word, not for what it is itself."""
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node


def _spelled(node: ast.AST) -> str:
    """A tree as text, alike under every Python: from 3.12 on there are parameters of types, from 3.13 gaps."""
    everything = {"show_empty": True} if sys.version_info >= (3, 13) else {}
    return ast.dump(node, **everything).replace(", type_params=[]", "")


def _without_docstring(node: Any) -> Any:
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]
    return node


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:LETTERS]
