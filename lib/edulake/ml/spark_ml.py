"""pyspark.ml, taken where a vector or a model is made: it alone needs numpy, which Spark does not bring.

So every job starts where only pyspark is; one that needs a model says what is missing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from edulake.errors import NotInstalledError

if TYPE_CHECKING:
    from types import ModuleType


def classification() -> ModuleType:
    """What learns; NotInstalledError where it cannot be imported."""
    return _imported("pyspark.ml.classification")


def functions() -> ModuleType:
    """What makes vectors of arrays; NotInstalledError where it cannot be imported."""
    return _imported("pyspark.ml.functions")


def recommendation() -> ModuleType:
    """What factorizes; NotInstalledError where it cannot be imported."""
    return _imported("pyspark.ml.recommendation")


def _imported(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise NotInstalledError(
            "early warning cannot be made here",
            f"the driver's Python lacks {error.name or 'a package'}, which pyspark.ml needs",
            "pip install numpy pandas there, or set early_warning_in_pipeline = false; everything else does without",
        ) from error
