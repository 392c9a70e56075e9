"""Which of the codes that Ed-Fi's own descriptors have are known, and that of all others nothing is guessed."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.expr import categorised
from edulake.expr.categories import people, wellbeing

pytestmark = pytest.mark.once
Spellings = dict[str, tuple[str, ...]]
NOT_SAID = {"Choose Not to Respond", "Not Selected", "Limited Monitored 1", "Limited Monitored 2", "Missing", "Unknown"}
CODES: list[tuple[Spellings, dict[str, tuple[str, ...]]]] = [
    (
        people.ROLES,
        {
            "Teacher": ("Pre-Kindergarten Teacher", "Elementary Teacher", "Secondary Teacher", "Ungraded Teacher"),
            "Aide": ("Paraprofessional/Instructional Aide", "Instructional Aide"),
            "Counsellor": ("Elementary School Counselor", "Secondary School Counselor", "School Counselor"),
            "Librarian": ("Librarian/Media Specialist",),
            "Administrator": ("LEA Administrator", "School Administrator", "Assistant Superintendent", "School Leader"),
            "Support": (
                *("LEA Administrative Support Staff", "Student Support Services Staff (w/o Psychology)"),
                *("All Other Support Staff", "Library/Media Support Staff", "Operational Support"),
            ),
        },
    ),
    (
        people.DAY_KINDS,
        {
            "Instruction": ("Instructional day",),
            "Short Day": ("Student late arrival/early dismissal",),
            "Make-up Day": ("Make-up day",),
            "Holiday": ("Holiday",),
            "Staff Day": ("Teacher only day",),
            "Closed": ("Emergency day", "Strike", "Weather day", "Non-instructional day"),
        },
    ),
    (
        people.RELATIONS,
        {
            "Stepparent": ("Father, step", "Mother, step", "Parent, step"),
            "Foster Parent": ("Foster parent",),
            "Guardian": ("CourtAppointedGuardian",),
            "Relative": ("Great aunt", "Great Grandparent", "BrotherInLaw", "Niece"),
        },
    ),
    (people.KINDS, {"Economic": ("Economic Disadvantaged",), "Military": ("Parent in Military",)}),
    (
        people.RACES,
        {
            "American Indian or Alaska Native": ("American Indian - Alaska Native",),
            "Black or African American": ("Black - African American",),
            "Native Hawaiian or Other Pacific Islander": ("Native Hawaiian - Pacific Islander",),
        },
    ),
    (dict(people.VALUES["Sex"]), {"Nonbinary": ("Non-binary",)}),
    (dict(people.VALUES["English Learner"]), {"Yes": ("Limited",), "No": ("NotLimited",)}),
    (
        dict(people.VALUES["Economic"]),
        {
            "No": ("Not Qualified As Economically Disadvantaged",),
            "Free": ("Eligible For Free Meals",),
            "Reduced": ("Eligible for Reduced-Price Meals",),
            "Yes": ("Other Economic Disadvantage",),
        },
    ),
    (
        dict(wellbeing.ABSENCES),
        {"Sick": ("Sick leave",), "Jury": ("Jury duty",), "Professional Development": ("Professional development",)},
    ),
]


@pytest.mark.parametrize(("spellings", "due"), CODES)
def test_a_code_means(spark: SparkSession, spellings: Spellings, due: dict[str, tuple[str, ...]]) -> None:
    known = {word: meaning for meaning, words in due.items() for word in words}
    rows = spark.createDataFrame([(word,) for word in (*known, *NOT_SAID, None)], "word string")
    meant = categorised(F.col("word"), spellings).alias("meaning")
    found = {row["word"]: row["meaning"] for row in rows.select("word", meant).collect()}
    assert found == {**known, **dict.fromkeys((*NOT_SAID, None))}
