"""What speaks against a whole file: values that only another setting of its source reads.

A slip is one record's. Many such values say that the source writes otherwise than its block says, so that what could be
read is as wrong: of dates with the day first that were read with the month first, those up to the 12th are other days.
The judgement depends on the file and the settings alone, never on what else was delivered, or when.

Nothing is judged that a block cannot say: the forms of a standard are the standard's.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.contract.raw import raw_columns
from edulake.expr import cleaned, is_above
from edulake.expr.dates import is_day, only_in_other_order
from edulake.expr.numbers import PERCENT, exact_number, only_with_other_mark, with_point

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from pyspark.sql import Column as SparkColumn

    from edulake.contract.feed import Notation
    from edulake.silver.subject import Subject

DATE_ORDER, DECIMAL_MARK, SCALE, ID_SHARED = "FILE_DATE_ORDER", "FILE_DECIMAL_MARK", "FILE_SCALE", "FILE_ID_SHARED"
MEANINGS = {
    DATE_ORDER: "of a file in which dates are read only with day and month the other way round: none is trusted",
    DECIMAL_MARK: "of a file in which numbers are read only with the other decimal mark: none is trusted",
    SCALE: "of a file in which more than a tenth of the scores are above score_max: none is trusted",
    ID_SHARED: "of a file in which several students share an id of a row: only one of them could be kept",
}
# So many values at least, and such a share of those of their column: fewer are slips.
FEWEST, SHARE = 3, Fraction(1, 100)
# More than this share of scores above their highest: fewer are extra credit, or slips.
SHARE_ABOVE = Fraction(1, 10)
# Which raw columns are read by date_formats: by their names, and others.
DATED, DATED_BY_NAME, NO_DATES = ("_date", "_at"), ("date", "approved_from", "approved_to"), ("served_at",)
# Those of which decimal_comma says how they are written; but not what may be words, as answers to surveys are.
MEASURED = (
    *("absent_fraction", "amount", "attempt", "completion", "completion_time", "contact_priority", "cost", "credit"),
    *("days_assigned", "days_served", "debit", "depth", "dose", "engagement_score", "events", "favourable_from"),
    *("first_month", "fte", "hours", "invited", "kilometers", "mastery", "miles", "minutes", "minutes_late"),
    *("order_index", "points", "points_max", "preference", "progress_percentage", "scale_max", "scale_min", "score"),
    *("score_max", "score_min", "share_of_day", "weight", "years_experience"),
)
# What no rule of its subject asks for: nothing would say that there is something to judge.
UNASKED = {"survey_responses": ("updated_at",), "survey_answers": ("scale_min", "scale_max")}
SCORE, OWN_MAXIMUM = "score", "score_max"
# What the codes of records have in them of which a value could not be read.
UNREAD = "BAD_|OUT_OF_SCALE"


class Evidence(NamedTuple):
    """What counts against a file: of the values `of`, those `against` its source's settings, both conditions."""

    code: str
    column: str
    against: SparkColumn
    of: SparkColumn


class Counted(NamedTuple):
    """How many values of a column count against a file, of how many."""

    code: str
    column: str
    against: int
    of: int

    @property
    def condemns(self) -> bool:
        if self.code == SCALE:
            return self.against >= FEWEST and self.against > SHARE_ABOVE * self.of
        return self.against >= FEWEST and self.against >= SHARE * self.of

    def told(self, notation: Notation) -> str:
        """Both counts, in words, without a value."""
        some, rest = f"{self.against:,} of {self.of:,}", f"{self.of - self.against:,}"
        if self.code == DATE_ORDER:
            other = "read only with day and month the other way round"
            return f"{some} dates in {self.column} are {other}, so that the other {rest} may be other days"
        if self.code == DECIMAL_MARK:
            mark = "point" if notation.decimal_comma else "comma"
            return f"{some} numbers in {self.column} are read only with a decimal {mark}"
        if self.code == SCALE:
            return f"{some} scores are above {notation.scale.highest:f}"
        return f"{some} ids in {self.column} are of several students"


def is_dated(column: str) -> bool:
    """Whether a raw column, named without its prefix, is read by date_formats."""
    return column in DATED_BY_NAME or (column.endswith(DATED) and column not in NO_DATES)


def judged_by(subject: Subject, provides: Collection[str] | None = None) -> list[str]:
    """The raw columns, without their prefix, that a source provides, or a subject has, and files are judged by."""
    names = [raw.removeprefix("raw_") for raw in raw_columns(subject.form.table) if provides is None or raw in provides]
    asked = [name for name in names if name not in UNASKED.get(subject.name, ())]
    return [name for name in asked if is_dated(name) or name in MEASURED]


def evidence(subject: Subject, notation: Notation, provides: Collection[str]) -> list[Evidence]:
    """What can count against a file of a source, by the raw columns that it provides."""
    names = judged_by(subject, provides)
    texts = {name: cleaned(F.col(f"raw_{name}")) for name in names}
    found = [_of_days(name, texts[name], notation) for name in names if is_dated(name)]
    found += [_of_marks(name, texts[name], notation) for name in names if name in MEASURED]
    if SCORE in names and not notation.caps_scores:
        found.append(_of_scale(texts[SCORE], texts.get(OWN_MAXIMUM), notation))
    return found


def _of_days(name: str, text: SparkColumn, notation: Notation) -> Evidence:
    against = only_in_other_order(text, notation.date_formats)
    return Evidence(DATE_ORDER, name, against, against | is_day(text, notation.date_formats))


def _of_marks(name: str, text: SparkColumn, notation: Notation) -> Evidence:
    against = only_with_other_mark(text, notation.decimal_comma)
    read = exact_number(F.regexp_replace(text, PERCENT, ""), notation.decimal_comma).isNotNull()
    return Evidence(DECIMAL_MARK, name, against, against | read)


def _of_scale(text: SparkColumn, own: SparkColumn | None, notation: Notation) -> Evidence:
    """Scores on the scale of the block; where a row says its own highest score, that is no setting."""
    scale, text = notation.scale, with_point(text, notation.decimal_comma)
    text = text if own is None else F.when(own.isNull(), text)
    bare = F.regexp_replace(text, PERCENT, "") if scale.percent else text
    return Evidence(SCALE, SCORE, is_above(bare, F.lit(scale.highest)), exact_number(bare).isNotNull())


def counted(found: Collection[Evidence], row: Mapping[str, Any]) -> list[Counted]:
    """What condemns a file, of a row that counted it under the names of `named`."""
    names = [named(one.code, one.column) for one in found]
    every = [
        Counted(one.code, one.column, row[against] or 0, row[of] or 0)
        for one, (against, of) in zip(found, names, strict=True)
    ]
    return [one for one in every if one.condemns]


def named(code: str, column: str) -> tuple[str, str]:
    """Under which names what is against a file is counted, and of how many."""
    return f"{code} {column}", f"{code} {column} of"


def shared_ids(column: str, at_once: int, moved: int, ids: int) -> Counted | None:
    """What condemns a file in which `moved` of its ids are of several students, `at_once` in one version of a row.

    One such is enough: which student is kept would be chance. Where update times tell the rows apart, a few are
    corrections.
    """
    if not at_once and not (moved >= FEWEST and moved >= SHARE * ids):
        return None
    return Counted(ID_SHARED, column, max(moved, at_once), ids)


def gives_ids(subject: Subject, provides: Collection[str]) -> bool:
    """Whether a source gives rows of the subject ids, each of which is of one student's row alone."""
    is_of_student = subject.table.people.get("student_id") == "student"
    is_row = subject.row_id not in subject.table.people and not subject.history
    return is_of_student and is_row and f"raw_{subject.row_id}" in provides
