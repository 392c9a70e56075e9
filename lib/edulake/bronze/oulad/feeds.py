"""OULAD's files, and the tables that keep their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.oulad.calendar import PRESENTATION
from edulake.bronze.oulad.tables import ASSESSMENTS_RAW, COURSES_RAW, STUDENT_INFO_RAW
from edulake.bronze.reference import Reference
from edulake.contract.feed import Dialect, Feed, Files
from edulake.contract.raw import raw_columns

if TYPE_CHECKING:
    from edulake.contract.table import Table


def feed_of(table: Table, pattern: str, *required: str, snapshot: bool = False) -> Feed:
    columns = {name: name.removeprefix("raw_") for name in raw_columns(table)}
    # What is summed is told apart by all that is not counted.
    identity = tuple(name for name in columns if name != "raw_sum_click") if snapshot else ()
    return Feed(table, columns, Files(pattern, Dialect("csv")), required, snapshot=snapshot, identity=identity)


COURSES = feed_of(COURSES_RAW, "**/courses.csv*", *PRESENTATION)

PRESENTATIONS = Reference(COURSES_RAW, PRESENTATION)

PLAN = feed_of(ASSESSMENTS_RAW, "**/assessments.csv*", "raw_id_assessment", "raw_code_module")

STUDENT_INFO = feed_of(STUDENT_INFO_RAW, "**/studentInfo.csv*", *PRESENTATION, "raw_id_student")
