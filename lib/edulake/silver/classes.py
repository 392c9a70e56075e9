"""Classes: one row per class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract import Column
from edulake.silver import student_facts, taught
from edulake.silver.rules import judged
from edulake.silver.student_facts import BAD_UPDATED_AT
from edulake.silver.subject import Subject, content

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.silver.notation import Notations, Provides

CLASSES_TABLE = taught.table(
    "classes",
    "One row per class: its newest version; closed ones stay.",
    Column("class_id", "STRING", "Class", nullable=False),
    Column("course_id", "STRING", "Course that it teaches"),
)
REFUSALS = (student_facts.no_id("class_id"),)
ISSUES = (BAD_UPDATED_AT,)


def clean(candidates: DataFrame, notations: Notations, provides: Provides, _: dt.date) -> DataFrame:
    """Typed rows with their reason_codes and issue_codes; see `Subject`."""
    words = {**taught.words(), **student_facts.ids(class_id="raw_class_id", course_id="raw_course_id")}
    typed = candidates.withColumns(words).withColumns(taught.values(notations)).withColumns(taught.derived())
    return judged(typed, REFUSALS, ISSUES, provides, content(CLASSES_TABLE))


CLASSES = Subject(
    name="classes",
    table=CLASSES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    clean=clean,
    closes=True,
    refers=student_facts.refers("course_id"),
)
