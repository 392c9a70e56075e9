"""Literal tables: what a text stands for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.text import cleaned
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column

    from edulake.expr.vocabulary import Code


def looked_up(text: Column, entries: Mapping[str, object]) -> Column:
    """The entry of each text; null for null and for a text without one."""
    return F.element_at(F.create_map(*[F.lit(part) for entry in entries.items() for part in entry]), text)


def categorised(text: Column, spellings: Mapping[str, Sequence[str]]) -> Column:
    """The category of which a text is a spelling; null for other texts, and where nothing is said.

    Case, hyphens and underscores do not matter.
    """
    entries = {spelling: name for name, of_name in spellings.items() for spelling in of_name}
    return looked_up(folded(text), entries)


def known_category(text: Column, spellings: Mapping[str, Sequence[str]]) -> Column:
    """As `categorised`; Unknown for other texts, null where nothing is said."""
    return F.coalesce(categorised(text, spellings), F.when(cleaned(text).isNotNull(), UNKNOWN))


def categorised_by(group: Column, text: Column, spellings: Mapping[str, Mapping[str, Sequence[str]]]) -> Column:
    """The category of which a text is a spelling in its group, read as `categorised` does; null for no such group.

    What is F in one group may be No in another.
    """
    entries = {
        f"{of}:{spelling}": name
        for of, names in spellings.items()
        for name, of_name in names.items()
        for spelling in of_name
    }
    return looked_up(F.concat(group, F.lit(":"), folded(text)), entries)


def folded(text: Column) -> Column:
    """A text in lower case, blanks for hyphens and underscores; null where nothing is said."""
    return F.lower(F.translate(cleaned(text), "-_", "  "))


def coded(raw: Column, codes: Sequence[Code]) -> Column:
    """What a source means by a text, as its own codes say; null for a text that is none of them.

    Case matters only between two codes that differ in nothing else.
    """
    return by_code(raw, {code.code: code.means for code in codes})


def by_code(raw: Column, entries: Mapping[str, object]) -> Column:
    """The entry of the code that a text is, read as `coded` does."""
    if not entries:
        return F.lit(None).cast("string")
    # A code may be what is nothing elsewhere, such as "-".
    text = F.coalesce(cleaned(raw), F.trim(raw))
    often = Counter(code.lower() for code in entries)
    folded = {code.lower(): entry for code, entry in entries.items() if often[code.lower()] == 1}
    exact = {code: entry for code, entry in entries.items() if often[code.lower()] > 1}
    found = [looked_up(F.lower(text), folded)] if folded else []
    return F.coalesce(*([looked_up(text, exact)] if exact else []), *found)
