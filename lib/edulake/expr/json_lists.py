"""Lists in JSON that a source keeps in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.text import cleaned

if TYPE_CHECKING:
    from pyspark.sql import Column

STRICT = {"allowSingleQuotes": "false"}
# The text within an object: a bracket too many, and what stands behind the list, makes it unreadable.
_BEGIN, _END, _LIST = '{"list":', "}", r"(?s)\A\s*\[.*\]\s*\z"


def objects(text: Column) -> Column:
    """The objects of a list in JSON, in its order, each value as text by its key: ARRAY<MAP<STRING, STRING>>.

    Null for null, and for what is not JSON, no list, or a list of anything but objects. An empty list has none.
    """
    whole = F.concat(F.lit(_BEGIN), F.when(text.rlike(_LIST), text), F.lit(_END))
    listed = F.from_json(whole, "struct<list: array<string>>", STRICT)["list"]
    found = F.transform(listed, lambda one: F.from_json(one, "map<string,string>", STRICT))
    return F.when(F.forall(found, lambda one: one.isNotNull()), found)


def word(one: Column, key: str) -> Column:
    """What an object says under a key, clean and in lower case; null where it says nothing."""
    return F.lower(cleaned(one[key]))
