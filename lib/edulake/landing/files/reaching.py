"""What a name reaches in a JSON object: the key that is called so, or the path that its dots are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column

# How JSON is taken apart: as it is defined, no more.
STRICT = {"allowSingleQuotes": "false"}


def quoted(name: str) -> str:
    """A name as Spark takes it for a column, whatever is in it."""
    return "`" + name.replace("`", "``") + "`"


def strings(names: Iterable[str]) -> T.StructType:
    """A struct of strings that reaches every name, as a key and as a path; scalars keep the text they came with."""
    names = list(names)
    literal = [T.StructField(name, T.StringType()) for name in names if "." in name]
    return T.StructType([*_paths(names), *literal])


def reached(row: Column, name: str) -> Column:
    """The value that a name reaches in a `row` of `strings`: a key that is called so wins over a path."""
    path = row
    for key in name.split("."):
        path = path[key]
    return F.coalesce(row[name], path) if "." in name else path


def _paths(names: list[str]) -> T.StructType:
    tree: dict[str, list[str]] = {}
    for name in names:
        head, _, rest = name.partition(".")
        tree.setdefault(head, [])
        if rest:
            tree[head].append(rest)
    return T.StructType([T.StructField(k, _paths(rest) if rest else T.StringType()) for k, rest in tree.items()])
