"""School years as sources name them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.numbers import exact_number, rounded

if TYPE_CHECKING:
    from pyspark.sql import Column

FIRST = Decimal(1900)
LAST = Decimal(2999)

_DASHES = r"/\u2013-"
_SPAN = rf"\A[0-9]{{4}} ?[{_DASHES}] ?(?:[0-9]{{2}}){{1,2}}\z"
_UP_TO_THE_END = rf"\A[0-9]{{4}} ?[{_DASHES}] ?"


def as_school_year(raw: Column) -> Column:
    """Year in which a school year ends, INT: of "2025", and of both years, "2024/25" or "2024-2025".

    Null for a year that is not whole, before 1900 or after 2999, and for two years that do not follow each other.
    """
    span = F.when(raw.rlike(_SPAN), raw)
    ends_in = (F.substring(span, 1, 4).cast("int") + 1).cast("string")
    said = F.regexp_replace(span, _UP_TO_THE_END, "")
    year = F.when((said == ends_in) | (said == F.substring(ends_in, 3, 2)), ends_in)
    number = exact_number(F.coalesce(year, raw))
    return rounded(F.when(number == F.floor(number), number), FIRST, LAST, "int")
