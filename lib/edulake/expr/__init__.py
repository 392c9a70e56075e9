"""Column to Column: raw text to typed values, without UDFs and without errors for any text.

A value that does not parse is null, alike on Spark 3.5 and 4.2 and with ANSI on or off: text is cast only
after it matched a pattern of what the cast can read.

Each is imported when it is first asked for: settings need the words of `vocabulary`, and are read where no Spark is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edulake.expr.attendance import absent_fraction, attendance_status, coded_share, share_of_day
    from edulake.expr.dates import as_date, as_timestamp, local_day, midnight, plausible, school_year, utc_text
    from edulake.expr.flags import as_flag
    from edulake.expr.grades import GRADE_CODES, grade_code, grade_level
    from edulake.expr.keys import business_key, content_hash
    from edulake.expr.lookup import categorised, categorised_by, coded, known_category
    from edulake.expr.numbers import as_number, minutes, percentage, whole_number, years
    from edulake.expr.school_years import as_school_year
    from edulake.expr.scores import (
        engagement_category,
        is_above,
        performance_category,
        quality_score,
        score_bound,
        score_out_of,
        valid_engagement,
        valid_score,
    )
    from edulake.expr.spells import covers, months_of, overlaps
    from edulake.expr.standings import is_open, is_taken_back, standing, standing_of_a_record
    from edulake.expr.text import (
        NULL_TOKENS,
        cleaned,
        fits,
        identifier,
        in_namespace,
        is_damaged,
        is_unfit,
        is_valid_utf8,
        joined_id,
    )
    from edulake.expr.vocabulary import DATE_FORMATS
    from edulake.expr.weekdays import days_of_the_week

__all__ = [
    "DATE_FORMATS",
    "GRADE_CODES",
    "NULL_TOKENS",
    "absent_fraction",
    "as_date",
    "as_flag",
    "as_number",
    "as_school_year",
    "as_timestamp",
    "attendance_status",
    "business_key",
    "categorised",
    "categorised_by",
    "cleaned",
    "coded",
    "coded_share",
    "content_hash",
    "covers",
    "days_of_the_week",
    "engagement_category",
    "fits",
    "grade_code",
    "grade_level",
    "identifier",
    "in_namespace",
    "is_above",
    "is_damaged",
    "is_open",
    "is_taken_back",
    "is_unfit",
    "is_valid_utf8",
    "joined_id",
    "known_category",
    "local_day",
    "midnight",
    "minutes",
    "months_of",
    "overlaps",
    "percentage",
    "performance_category",
    "plausible",
    "quality_score",
    "school_year",
    "score_bound",
    "score_out_of",
    "share_of_day",
    "standing",
    "standing_of_a_record",
    "utc_text",
    "valid_engagement",
    "valid_score",
    "whole_number",
    "years",
]
MODULES = (
    "vocabulary",
    "attendance",
    "dates",
    "flags",
    "grades",
    "keys",
    "lookup",
    "numbers",
    "school_years",
    "scores",
    "spells",
    "standings",
    "text",
    "weekdays",
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in MODULES:
            found = import_module(f"{__name__}.{module}")
            if hasattr(found, name):
                return getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
