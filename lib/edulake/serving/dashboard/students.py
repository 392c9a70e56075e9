"""A student's own page, for those alone who may see their records: `--identified` makes it, else there is none.

What is sensitive (health, sex, race, behaviour) is on none of them. No address holds an id: a browser keeps addresses.
A page is called by a keyed hash of it, of which the key ends with the process.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.contract.sql import quoted
from edulake.gold.learning.student_performance_summary import TABLE as SUMMARY
from edulake.gold.wellbeing.attendance_insights import TABLE as INSIGHTS
from edulake.governance import disclosure
from edulake.ml.tables.lists import PREDICTIONS
from edulake.serving import query
from edulake.serving.report.parts import Table
from edulake.serving.report.reading import Reading
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as RESULTS
from edulake.silver.people.students import STUDENTS_TABLE as STUDENTS
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE as ATTENDANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.contract.table import Table as Contract
    from edulake.serving.questions.question import Kind, Row

YEAR = dt.timedelta(days=366)
KNOWN_BY = (STUDENTS, SUMMARY, INSIGHTS, PREDICTIONS)
OF_TABLE: dict[Contract, str] = {STUDENTS: " AND is_current", RESULTS: " AND NOT is_deleted"}


class Shown(NamedTuple):
    """A table of a student's page: its columns by what they are called and how they are spelled, newest rows first."""

    title: str
    table: Contract
    columns: dict[str, tuple[str, Kind]]
    order: str
    note: str = ""


RECORD = Shown(
    "Who it is",
    STUDENTS,
    {
        "source_system": ("Source", "text"),
        "name": ("Name", "text"),
        "grade_level": ("Grade", "text"),
        "school_id": ("School", "text"),
        "class_id": ("Class", "text"),
        "status": ("Status", "text"),
        "enrollment_date": ("Enrolled", "date"),
    },
    "source_system",
)
LISTS = Shown(
    "On lists, and why",
    PREDICTIONS,
    {
        "as_of_date": ("Day", "date"),
        "course_id": ("Course", "text"),
        "rank": ("Rank", "count"),
        "is_selected": ("Within capacity", "text"),
        "prediction_probability": ("Risk", "share"),
        "first_reason": ("First reason", "text"),
        "second_reason": ("Second reason", "text"),
        "third_reason": ("Third reason", "text"),
        "recommended_intervention": ("Offer", "text"),
    },
    "as_of_date DESC, rank",
    "Risk is a probability if nothing changes. It is no cause and no verdict.",
)
DAYS = Shown(
    "Attendance by school year",
    INSIGHTS,
    {
        "school_year": ("Year", "text"),
        "days_recorded": ("Days on record", "count"),
        "days_absent": ("Days missed", "score"),
        "absence_rate": ("Share missed", "share"),
        "days_late": ("Days late", "count"),
        "current_absence": ("Missed in a row, up to the last", "count"),
        "absence_band": ("Band", "text"),
    },
    "school_year DESC",
    "A school year is called by that in which it ends.",
)
YEAR_OF_RESULTS = Shown(
    "The last year of results",
    RESULTS,
    {
        "assessment_date": ("Day", "date"),
        "subject": ("Subject", "text"),
        "score": ("Score", "score"),
        "engagement_score": ("Engagement", "count"),
        "issue_codes": ("Faults kept", "text"),
        "source_system": ("Source", "text"),
    },
    "assessment_date DESC, subject",
)
SHOWN = (RECORD, LISTS, DAYS, YEAR_OF_RESULTS)
FAULTY = (RESULTS, ATTENDANCE)


class Students:
    """Those whom the tables know, by what their pages are called; `stamp` names the versions of the tables."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._key = secrets.token_bytes(32)
        self._known: tuple[str, dict[str, str]] = ("", {})

    def called(self, student: str) -> str:
        """What the page of a student is called, whether there is one or not."""
        return hmac.new(self._key, student.encode(), hashlib.sha256).hexdigest()[:32]

    def of(self, name: str, stamp: str) -> str | None:
        """The id of a student by what the page is called; None where the tables know nobody of that."""
        if self._known[0] != stamp:
            with query.opened(self.settings) as lake:
                ids = {row["student_id"] for table in KNOWN_BY for row in _ids(Reading(lake), table)}
            self._known = stamp, {self.called(one): one for one in ids}
        return self._known[1].get(name)

    def parts(self, student: str) -> list[Table]:
        """The page of somebody whom `of` has found."""
        with query.opened(self.settings) as lake:
            reading = Reading(lake)
            parts = [_part(shown, _rows(reading, shown, student)) for shown in SHOWN if reading.has(shown.table)]
            faults = [(table, _codes(reading, table, student)) for table in FAULTY if reading.has(table)]
        kept = [[str(table), code, n] for table, codes in faults for code, n in sorted(codes.items())]
        head = ("Table", "Fault", "Records")
        return [*(part for part in parts if part.rows), *([Table("Faults kept", head, FAULTS, kept)] if kept else [])]


FAULTS: tuple[Kind, ...] = ("text", "text", "count")


def _ids(lake: Reading, table: Contract) -> list[Row]:
    return lake.rows(f"SELECT DISTINCT student_id FROM {table} WHERE student_id IS NOT NULL") if lake.has(table) else []


def _rows(lake: Reading, shown: Shown, student: str) -> list[Row]:
    """Without what is sensitive, whatever is asked for."""
    names = disclosure.of_the_identified(shown.table, shown.columns)
    rows = lake.rows(_of_student(shown.table, names, student, shown.order))
    days = [row["assessment_date"] for row in rows if "assessment_date" in row]
    return [row for row in rows if not days or max(days) - row["assessment_date"] < YEAR]


def _codes(lake: Reading, table: Contract, student: str) -> Counter[str]:
    rows = lake.rows(_of_student(table, ["issue_codes"], student, "1"))
    return Counter(code for row in rows for code in row["issue_codes"] or ())


def _of_student(table: Contract, names: Sequence[str], student: str, order: str) -> str:
    columns = ", ".join(quoted(name) for name in names)
    condition = f"student_id = {_text(student)}{OF_TABLE.get(table, '')}"
    return f"SELECT {columns} FROM {table} WHERE {condition} ORDER BY {order}"


def _text(value: str) -> str:
    """A text in SQL: Spark and DataFusion differ in how they write a quote or a backslash within one."""
    parts = [
        f"chr({ord(part)})" if part in ("'", "\\") else f"'{part}'" for part in re.split(r"(['\\])", value) if part
    ]
    return f"concat({', '.join(parts)})" if len(parts) > 1 else "".join(parts) or "''"


def _part(shown: Shown, rows: Sequence[Row]) -> Table:
    """Columns of which a row says something."""
    told = [name for name in shown.columns if any(row.get(name) is not None for row in rows)]
    words, kinds = zip(*[shown.columns[name] for name in told], strict=True) if told else ((), ())
    return Table(shown.title, words, kinds, [[_plain(row[name]) for name in told] for row in rows], shown.note)


def _plain(value: Any) -> Any:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
