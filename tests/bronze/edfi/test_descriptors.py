"""Which of the codes that Ed-Fi's own descriptors have are known, and that of all others nothing is guessed."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.expr import categorised
from edulake.expr.categories import operations, people, wellbeing

pytestmark = pytest.mark.once
Spellings = dict[str, tuple[str, ...]]
NOT_SAID = {
    "MenB",
    "State Offense",
    "No action for incident",
    "Responsible for own transportation",
    "Choose Not to Respond",
    "Not Selected",
    "Limited Monitored 1",
    "Limited Monitored 2",
    "Missing",
    "Regular Education",
    "Athletics",
    "Kindergarten - Full Day",
    "Unknown",
}
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
    (
        people.PROGRAM_TYPES,
        {
            "Special Education": ("Special Education", "Preschool Special Education", "IDEA"),
            "Section 504": ("Section 504 Placement",),
            "English Learner": ("English as a Second Language (ESL)",),
            "Bilingual": ("Bilingual", "Bilingual Summer"),
            "Gifted and Talented": ("Gifted and Talented",),
            "Title I": ("Title I Part A",),
            "Meals": ("Student School Food Service",),
            "Homeless": ("Homeless",),
            "Migrant": ("Migrant Education",),
            "Immigrant": ("Immigrant Education",),
            "Indian Education": ("Indian Education",),
            "Neglected or Delinquent": ("Neglected and Delinquent Program",),
            "Career and Technical": (
                *("Career and Technical Education", "Technical Preparatory", "Vocational Education"),
            ),
            "Early Childhood": (
                *("Early Head Start", "Head Start", "Even Start", "Public Preschool"),
                *("Prekindergarten - Extended Day", "Prekindergarten - Full Day", "Prekindergarten - Half Day"),
            ),
            "Alternative": ("Alternative Education",),
            "Remedial": ("Remedial Education",),
            "Dropout Prevention": ("Student Retention/Dropout Prevention",),
            "Extended Day": ("Extended Day/Child Care Services",),
            "Counselling": ("Counseling Services",),
            "Health Services": ("Health Services Program",),
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
        dict(wellbeing.BEHAVIOURS),
        {"Rule Violation": ("School Violation", "School Code of Conduct"), "Other": ("Other",)},
    ),
    (
        dict(wellbeing.ROLES),
        {name: (name,) for name in ("Perpetrator", "Victim", "Witness", "Reporter")},
    ),
    (
        dict(wellbeing.ACTIONS),
        {
            "Classroom Removal": ("Removal from Classroom",),
            "In-School Suspension": ("In School Suspension",),
            "Out-of-School Suspension": ("Out of School Suspension",),
            "Expulsion": (
                *("Expulsion", "Expulsion with Services", "Expulsion under Guns Free School Act"),
                "Expulsion under Guns Free School Act with Services",
            ),
            "Restorative": ("Community Service",),
        },
    ),
    (
        dict(wellbeing.VACCINES),
        {
            "Hepatitis B": ("HepB",),
            "Rotavirus": ("RV",),
            "Pneumococcal": ("PCV",),
            "Polio": ("IPV",),
            "COVID-19": ("1vCOV",),
            "Influenza": ("IIV4", "LAIV4"),
            "Varicella": ("VAR",),
            "Meningococcal": ("MenACWY",),
        },
    ),
    (
        dict(operations.DIRECTIONS),
        {"To School": ("To School",), "From School": ("From School",), "Both": ("To and From School",)},
    ),
    (
        dict(operations.MODES),
        {
            "Bus": ("School Bus", "Special Needs Bus"),
            "Van": ("School Van or SUV",),
            "Public": ("General Public Transportation",),
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
