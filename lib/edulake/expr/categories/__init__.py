"""The categories of columns that sources write in words or codes of their own, by subject and column.

Each category with the words that mean it wherever they are written; whatever else a source writes, its block says.
Settings are checked against them, so that this needs nothing but the standard library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.expr.categories import language, learning, operations, people, wellbeing
from edulake.expr.vocabulary import MISSED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

CATEGORIES: dict[str, dict[str, Spellings]] = {
    **people.CATEGORIES,
    **learning.CATEGORIES,
    **wellbeing.CATEGORIES,
    **operations.CATEGORIES,
    **language.CATEGORIES,
}
# What may be coded, by subject and column, and what its codes may mean.
CODED: dict[str, dict[str, tuple[str, ...]]] = {
    "attendance": {"status": (*MISSED, UNKNOWN)},
    **{
        subject: {column: tuple(dict.fromkeys((*spellings, UNKNOWN))) for column, spellings in columns.items()}
        for subject, columns in CATEGORIES.items()
    },
}
