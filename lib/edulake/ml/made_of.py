"""A hash of what makes something: code by its source, and whatever JSON can say."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
import pkgutil
from typing import TYPE_CHECKING

from edulake import ml

if TYPE_CHECKING:
    from collections.abc import Iterable

LETTERS = 12


def code(made_by: Iterable[str]) -> str:
    """Hash of the source of all modules of these packages, of these modules, and of the tools at the root of ml."""
    parts = [importlib.import_module(name) for name in made_by]
    names = {part.__name__ for part in parts if not hasattr(part, "__path__")}
    packages = [part for part in parts if hasattr(part, "__path__")]
    names |= {found.name for part in packages for found in pkgutil.walk_packages(part.__path__, f"{part.__name__}.")}
    names |= {f"{ml.__name__}.{found.name}" for found in pkgutil.iter_modules(ml.__path__) if not found.ispkg}
    return hashed([inspect.getsource(importlib.import_module(name)) for name in sorted(names)])


def hashed(of: object) -> str:
    """So many letters of a SHA-256."""
    return hashlib.sha256(json.dumps(of, sort_keys=True).encode()).hexdigest()[:LETTERS]
