"""Student groups: what silver makes of each record, and which rows contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.people import KINDS, OF_ANY_KIND, VALUES
from edulake.expr.vocabulary import Code
from edulake.silver.people.student_groups import EXCLUSIVE

SOUND = {
    "student_id": "S1",
    "kind": "Sex",
    "value": "F",
    "begin_date": "2024-09-02",
    "end_date": "2025-06-20",
    "student_group_id": "D1",
    "status": "active",
    "updated_at": "2024-09-01T08:00:00Z",
    "school_id": "X",
    "school_year": "2025",
    "term": "Fall",
}
NEEDED = {"student_id": "S1", "kind": "Sex"}
NOTHING = dict.fromkeys(SOUND)
CODES = (
    ("kind", (Code("FRPL", "Economic"), Code("ETH", "Race"))),
    ("value", (Code("1", "Female"), Code("2", "Asian"), Code("F", "Free"), Code("99", "Unknown"))),
)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "coded": Notation(codes=CODES),
}
BARE = {
    **dict.fromkeys(("value_raw", "begin_date", "end_date", "school_id", "school_year", "term", "source_updated_at")),
    "student_id": "S1",
    "kind": "Sex",
    "value": "Unknown",
    "student_group_id": hashed("s", "S1", "Sex", None, None),
    "is_deleted": False,
    "known_at": DELIVERED,
}
STUDENTS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "no student": (None, ("NULL_STUDENT_ID",)),
    "a word for no student": ("NULL", ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, ()),
    "a student too long": ("x" * 129, ("BAD_STUDENT_ID",)),
}
SPELLED = {
    "GENDER": "Sex", " hispanic_or-latino ": "Hispanic", "LEP": "English Learner", "frl": "Economic",
    "IEP": "Special Education", "504": "Section 504", "migratory": "Migrant", "Military-Connected": "Military",
}  # fmt: skip
NO_KINDS = (None, "", "N/A", "ethnicity", "Sex\x00", "x" * 10_000)
# What is said of a kind, and the group that it is.
SAID = {
    "Sex": {"f": "Female", " MALE ": "Male", "non-binary": "Nonbinary", "X": "Nonbinary", "other": "Other", "1": None,
            "White": None, "yes": None, "unspecified": None, "x" * 10_000: None},
    "Race": {"American Indian/Alaska Native": "American Indian or Alaska Native", "asian": "Asian", "black": "Black or African American",
             "Pacific Islander": "Native Hawaiian or Other Pacific Islander", "Caucasian": "White", "Hispanic/Latino": "Hispanic",
             "Multi-Racial": "Two or More", "other": "Other", "f": None, "yes": None, "Asian;White": None},
    "Hispanic": {"y": "Yes", "F": "No", "Not Hispanic": "No", "hispanic": "Yes", "Asian": None},
    "English Learner": {"ELL": "Yes", "false": "No", "not limited english proficient": "No", "exited": None},
    "Economic": {"FREE": "Free", "reduced-price": "Reduced", "paid": "No", "1": "Yes", "0": "No", "2": None},
    "Special Education": {"iep": "Yes", "n": "No", "autism": None},
    "Homeless": {"x": "Yes", "no": "No", "doubled up": None},
    "Migrant": {"true": "Yes", "-1": None},
    "Military": {"1": "Yes", "0": "No", "2": None},
    "Section 504": {"504": "Yes", "No": "No", "505": None},
    "Home Language": {"Spanish": "Spanish", "fra": "fra", " Haitian\u00a0 Creole ": "Haitian Creole", "yes": "yes"},
}  # fmt: skip
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "0", "soon")
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "Sex", "f", "2024-09-02")),
    "in other words": (
        {"student_id": " S1", "kind": "GENDER", "value": " f", "begin_date": "2024-09-02T01:00:00Z"},
        ("s", "S1", "Sex", "f", "2024-09-02"),
    ),
    "the whole word": ({"value": "Female"}, ("s", "S1", "Sex", "female", "2024-09-02")),
    "no day": ({"begin_date": None}, ("s", "S1", "Sex", "f", "2025")),
    "neither a day nor a year": ({"begin_date": None, "school_year": None}, ("s", "S1", "Sex", "f", None)),
    "another last day": ({"end_date": None, "status": "deleted"}, ("s", "S1", "Sex", "f", "2024-09-02")),
}
CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "kind", "begin_date", "end_date", "school_id", "term")},
            "source_system": "s",
            "student_group_id": "D1",
            "value": "Female",
            "value_raw": "F",
            "is_deleted": False,
            "school_year": 2025,
            "source_updated_at": "2024-09-01T08:00:00+00:00",
            "known_at": "2024-09-01T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but student and kind": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "n/a"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_STUDENT_ID", "UNKNOWN_KIND")),
    **{
        name: Case({"student_id": raw}, {"student_id": None if codes else raw}, codes)
        for name, (raw, codes) in STUDENTS.items()
    },
    **{f"kind {raw}": Case({"kind": raw, "value": None}, {"kind": kind}) for raw, kind in SPELLED.items()},
    **{f"kind {kind}": Case({"kind": kind, "value": None}, {"kind": kind}) for kind in KINDS},
    **{f"no kind {str(raw)[:12]!a}": Case({"kind": raw, "value": None}, {}, ("UNKNOWN_KIND",)) for raw in NO_KINDS},
    **{
        f"{kind} {raw[:30]}": Case(
            {"kind": kind, "value": raw}, {"value": value or "Unknown"}, issues=() if value else ("UNMAPPED_VALUE",)
        )
        for kind, values in SAID.items()
        for raw, value in values.items()
    },
    **{
        f"{kind}, {value} as it is called here": Case({"kind": kind, "value": value}, {"value": value})
        for kind, values in VALUES.items()
        for value in values
    },
    "a kind by its code": Case({"kind": "frpl", "value": "F"}, {"kind": "Economic", "value": "Free"}, source="coded"),
    "a code of its kind": Case({"value": "1"}, {"value": "Female", "value_raw": "1"}, source="coded"),
    "the same code of another kind": Case(
        {"kind": "eth", "value": "1"}, {"kind": "Race", "value": "Unknown"}, issues=("UNMAPPED_VALUE",), source="coded"
    ),
    "another code of that kind": Case({"kind": "ETH", "value": "2"}, {"value": "Asian"}, source="coded"),
    "a spelling beside codes": Case({"kind": "Race", "value": "White"}, {"value": "White"}, source="coded"),
    "a code before a spelling": Case({"value": "f"}, {"value": "Unknown"}, issues=("UNMAPPED_VALUE",), source="coded"),
    "a code for what nobody knows": Case(
        {"kind": "Home Language", "value": "99"}, {"value": "Unknown"}, issues=("UNMAPPED_VALUE",), source="coded"
    ),
    **{f"begins {raw}": Case({"begin_date": raw}, {"begin_date": None}, issues=("BAD_BEGIN_DATE",)) for raw in NO_DAYS},
    **{f"ends {raw}": Case({"end_date": raw}, {"end_date": None}, issues=("BAD_END_DATE",)) for raw in NO_DAYS},
    "over before it began": Case({"end_date": "2024-09-01"}, {}, issues=("END_BEFORE_BEGIN",)),
    "taken back": Case({"status": "tobedeleted"}, {"is_deleted": True}),
    "of a student who left": Case({"status": "withdrawn"}, {"is_deleted": False}, issues=("UNMAPPED_STATUS",)),
    **{
        f"id of {name}": Case({"student_group_id": None, **raw}, {"student_group_id": hashed(*values)})
        for name, (raw, values) in MADE.items()
    },
    "a destroyed own id": Case({"student_group_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "an own id that is none": Case(
        {"student_group_id": "x" * 129},
        {"student_group_id": hashed("s", "S1", "Sex", "f", "2024-09-02")},
        issues=("BAD_ID",),
    ),
    "a day that cannot be read in an id": Case(
        {"student_group_id": None, "begin_date": "soon"},
        {"student_group_id": hashed("s", "S1", "Sex", "f", "soon")},
        issues=("BAD_BEGIN_DATE",),
    ),
    "a namespace and a time zone": Case(
        {"student_group_id": None, "updated_at": None},
        {
            "student_id": "north:S1",
            "school_id": "north:X",
            "student_group_id": hashed("north", "S1", "Sex", "f", "2024-09-02"),
            "known_at": "2024-09-02T04:00:00+00:00",
        },
        source="north",
    ),
    "all that can be wrong with a group that is kept": Case(
        dict.fromkeys(("value", "begin_date", "end_date", "status", "school_year", "updated_at"), "?"),
        {"value": "Unknown", "known_at": DELIVERED},
        issues=(
            *("UNMAPPED_VALUE", "BAD_BEGIN_DATE", "BAD_END_DATE", "UNMAPPED_STATUS", "BAD_SCHOOL_YEAR"),
            "BAD_UPDATED_AT",
        ),
    ),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "student_groups", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_each_kind_has_its_groups() -> None:
    assert VALUES.keys() == KINDS.keys()
    assert set(OF_ANY_KIND) == {value for values in VALUES.values() for value in values}


def group(id_: str, value: str, student: str = "S1", kind: str = "Sex", **more: Any) -> dict[str, Any]:
    return {"student_group_id": id_, "student_id": student, "kind": kind, "value": value, **more}


@pytest.mark.parametrize("kind", KINDS)
def test_two_groups_at_a_time(spark: SparkSession, kind: str) -> None:
    """Of several races and languages nothing is wrong, and neither is what one source calls by two names."""
    rows = [
        group("a", "One", kind=kind, end_date="2024-12-31"),
        group("b", "Two", kind=kind, begin_date="2024-12-31"),
        group("c", "Two", "S2", kind),
        group("the same again", "Two", "S2", kind),
        group("not known", "Unknown", "S2", kind),
        group("taken back", "One", "S2", kind, is_deleted=True),
        group("elsewhere", "One", "S2", kind, source_system="t"),
        group("before", "One", "S3", kind, end_date="2024-12-30"),
        group("after", "Two", "S3", kind, begin_date="2024-12-31"),
        group("of another kind", "One", "S3", "Home Language", begin_date="2024-12-31"),
    ]
    due = ["a", "b"] if kind in EXCLUSIVE else []
    assert contradicting(spark, "student_groups", "CONTRADICTING_GROUP", rows) == due


def test_which_meals_says_in_which_way_it_is_yes(spark: SparkSession) -> None:
    values = {"S1": ("Yes", "Free"), "S2": ("Yes", "Reduced"), "S3": ("Yes", "No"), "S4": ("Free", "No")}
    values |= {"S5": ("Free", "Reduced")}
    rows = [group(f"{s} {v}", v, s, "Economic") for s, both in values.items() for v in both]
    found = contradicting(spark, "student_groups", "CONTRADICTING_GROUP", rows)
    assert found == ["S3 No", "S3 Yes", "S4 Free", "S4 No", "S5 Free", "S5 Reduced"]
