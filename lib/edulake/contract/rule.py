"""What a quality rule is: a code, its meaning, and which rows break it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column as SparkColumn


# The parse_issue of a sound record about somebody whom its subject is not about: staff in a list of users.
OUT_OF_SCOPE = "NOT_A_STUDENT"


@dataclass(frozen=True)
class Rule:
    """A quality rule on candidate rows: `broken` is true for rows that break it (null counts as kept).

    `needs` names the raw column without which a source cannot break it: what it never has is not missing from a row.
    """

    code: str
    meaning: str
    broken: Callable[[], SparkColumn]
    needs: str | None = None
