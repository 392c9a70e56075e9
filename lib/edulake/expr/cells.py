"""A line of CSV as its cells, and a header as the names of its columns, however many there are."""

from __future__ import annotations

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.text import INVISIBLES


def cells(line: Column, delimiter: str) -> Column:
    """The cells of a line as an array of texts; null for null. A quote within quotes is doubled (RFC 4180)."""
    parts = re.escape(delimiter)
    # Possessive: Java goes deeper with every choice. A quote that is never closed is a letter like others.
    cell = rf'{parts}("(?:[^"]++|"")*+"[^{parts}]*+|[^{parts}]*+)'
    found = F.regexp_extract_all(F.concat(F.lit(delimiter), line), F.lit(cell), F.lit(1))
    within = r'\A"((?:[^"]++|"")*+)"'

    def plain(text: Column) -> Column:
        quoted = F.regexp_replace(F.regexp_extract(text, within, 1), '""', '"')
        return F.when(text.rlike(within), quoted).otherwise(text)

    return F.transform(found, plain)


def names(header: Column) -> Column:
    """The names of the columns that a header gives, an array: without what nobody sees, each run of blanks one space.

    "" for a column without a name.
    """

    def clean(name: Column) -> Column:
        return F.trim(F.regexp_replace(F.regexp_replace(name, f"[{INVISIBLES}]+", ""), r"(?U)\s+", " "))

    return F.transform(header, clean)


def unique(names: Column) -> Column:
    """A name for every column, none twice: what stands twice is numbered, what has no name is a column so-and-so."""

    def numbered(name: Column, position: Column) -> Column:
        count = F.size(F.filter(names, lambda other: other == name))
        so_far = F.size(F.filter(F.slice(names, 1, position + 1), lambda other: other == name))
        of_many = F.concat(name, F.lit(" ("), so_far.cast("string"), F.lit(")"))
        nameless = F.concat(F.lit("column "), (position + 1).cast("string"))
        return F.when(name == "", nameless).when(count > 1, of_many).otherwise(name)

    return F.transform(names, numbered)
