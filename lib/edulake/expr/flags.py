"""Yes and no from raw text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.text import cleaned

if TYPE_CHECKING:
    from pyspark.sql import Column

# X is the cross in a box; a box that is left empty says nothing.
FLAGS = {
    **dict.fromkeys(("true", "yes", "t", "y", "1", "x"), True),
    **dict.fromkeys(("false", "no", "f", "n", "0"), False),
}


def as_flag(raw: Column) -> Column:
    """Whether a text says yes, as BOOLEAN; null for one that says neither yes nor no, and where nothing is said.

    Case does not matter. Nothing said is never no: many sources write only what holds.
    """
    return looked_up(F.lower(cleaned(raw)), FLAGS)
