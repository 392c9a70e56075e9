"""The gradebooks of the district: a piece of work in each section, and how many of its points students have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.edfi.facts import student
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, nothing, to
from edulake.jobs.steps.generate.edfi.teaching import offered, results, section

if TYPE_CHECKING:
    from pyspark.sql import Column

    from edulake.jobs.steps.generate.edfi.facts import Facts

NAMESPACE = f"{OWN}/Gradebook"
POINTS, PERCENT = 50, 100


def entries(facts: Facts) -> Resource:
    """Work that is due on the last day of the term."""
    key = _entry()
    return Resource(
        offered(facts),
        key,
        {
            "sectionReference": to("Section", "sections", section()),
            **key,
            "dateAssigned": F.col("term_begins"),
            "dueDate": F.col("term_ends"),
            "gradebookEntryTypeDescriptor": code("GradebookEntryType", "Project"),
            "maxPoints": F.lit(POINTS).cast("decimal(9,2)"),
            "sourceSectionIdentifier": section()["sectionIdentifier"],
            "title": F.concat(F.lit("Project, "), F.lower("subject")),
            "learningStandards": nothing(),
        },
    )


def student_entries(facts: Facts) -> Resource:
    """As large a share of the points as the result of the term is of a hundred, on its day."""
    points = F.col("score") * POINTS / PERCENT
    return Resource(
        results(facts),
        {**_entry(), "studentUniqueId": F.col("student_id")},
        {
            "gradebookEntryReference": to("GradebookEntry", "gradebookEntries", _entry()),
            "studentReference": student(F.col("student_id")),
            "dateFulfilled": F.col("told_on"),
            "pointsEarned": points.cast("decimal(9,2)"),
        },
    )


def _entry() -> dict[str, Column]:
    """An entry is named by its section, and by the term: sections of both terms are called alike."""
    key = section()
    number = F.concat_ws("-", key["sectionIdentifier"], F.col("ends").cast("string"), F.col("term"))
    return {"gradebookEntryIdentifier": number, "namespace": F.lit(NAMESPACE)}
