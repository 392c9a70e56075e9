"""Guardian links: what silver makes of each record, and which rows contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.people import RELATIONS
from edulake.expr.vocabulary import Code

FLAGS = ("is_legal_guardian", "lives_with", "is_emergency", "is_primary", "may_pick_up")
SOUND = {
    "guardian_id": "G1",
    "student_id": "S1",
    "relation": "Mother",
    "is_legal_guardian": "yes",
    "restrictions": "No contact on Sundays",
    "lives_with": "no",
    "is_emergency": "1",
    "is_primary": "Y",
    "may_pick_up": "false",
    "contact_priority": "2",
    "begin_date": "2024-09-02",
    "end_date": "2025-06-20",
    "link_id": "L1",
    "status": "active",
    "updated_at": "2024-09-01T08:00:00Z",
    "school_id": "X",
    "school_year": "2025",
    "term": "Fall",
}
NEEDED = {"guardian_id": "G1", "student_id": "S1"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York", decimal_comma=True),
    "coded": Notation(codes=(("relation", (Code("M", "Mother"), Code("Z", "Self"), Code("?", "Unknown"))),)),
}
BARE = {
    **dict.fromkeys((*FLAGS, "relation_raw", "restrictions", "contact_priority", "begin_date", "end_date")),
    **dict.fromkeys(("school_id", "school_year", "term", "source_updated_at")),
    "guardian_id": "G1",
    "student_id": "S1",
    "relation": "Unknown",
    "link_id": hashed("s", "G1", "S1", None),
    "is_active": True,
    "known_at": DELIVERED,
}
# An id, and what it is said to be as a guardian's or a student's, with KIND for the kind.
IDS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "no": (None, ("NULL_KIND_ID",)),
    "an empty": ("", ("NULL_KIND_ID",)),
    "a word for no": ("NULL", ("NULL_KIND_ID",)),
    "a destroyed": ("1.23457E+11", ("ID_DAMAGED",)),
    "the longest": ("x" * 128, ()),
    "too long a": ("x" * 129, ("BAD_KIND_ID",)),
    "a broken": ("S\x001", ("BAD_KIND_ID",)),
}
NEITHER = {"maybe": None, "2": None, "yes, but": None}
PRIORITIES = {
    "0": (0, ()), "1": (1, ()), "2147483647": (2147483647, ()), "2147483648": (None, ("BAD_PRIORITY",)),
    "-1": (None, ("BAD_PRIORITY",)), "1.0": (1, ()), "1.5": (None, ("BAD_PRIORITY",)), "first": (None, ("BAD_PRIORITY",)),
    "1,0": (None, ("BAD_PRIORITY",)), "x" * 9_999: (None, ("BAD_PRIORITY",)),
}  # fmt: skip
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "02.09.2024", "0", "-30", "soon", "2024-09-02\x00")
SPELLED = {
    "MOTHER": "Mother", " step-mother ": "Stepparent", "Father, Foster": "Foster Parent", "Legal_Guardian": "Guardian",
    "grandma": "Grandparent", "Brother, Half": "Sibling", "aunt": "Relative", "neighbour": "Friend",
}  # fmt: skip

# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "G1", "S1", "mother")),
    "no relation": ({"relation": "N/A"}, ("s", "G1", "S1", None)),
    "another relation": ({"relation": "Nurse"}, ("s", "G1", "S1", "nurse")),
    "in other letters": ({"relation": " MOTHER", "guardian_id": " G1 "}, ("s", "G1", "S1", "mother")),
    "another day": ({"begin_date": "2025-01-07", "is_primary": None}, ("s", "G1", "S1", "mother")),
    "an own id too long": ({"link_id": "x" * 129}, ("s", "G1", "S1", "mother")),
}
CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("guardian_id", "student_id", "relation", "restrictions", "link_id")},
            **{name: SOUND[name] for name in ("begin_date", "end_date", "school_id", "term")},
            "source_system": "s",
            "relation_raw": "Mother",
            "is_legal_guardian": True,
            "lives_with": False,
            "is_emergency": True,
            "is_primary": True,
            "may_pick_up": False,
            "contact_priority": 2,
            "is_active": True,
            "school_year": 2025,
            "source_updated_at": "2024-09-01T08:00:00+00:00",
            "known_at": "2024-09-01T08:00:00+00:00",
            "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but whom it is about": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, r"\N"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_GUARDIAN_ID", "NULL_STUDENT_ID")),
    **{
        f"{name} {kind}": Case(
            {f"{kind}_id": raw},
            {f"{kind}_id": None if codes else raw},
            tuple(code.replace("KIND", kind.upper()) for code in codes),
        )
        for kind in ("guardian", "student")
        for name, (raw, codes) in IDS.items()
    },
    **{f"{flag} says {raw}": Case({flag: raw}, {flag: flag_}, issues=("BAD_FLAG",))
       for flag in FLAGS for raw, flag_ in NEITHER.items()},
    **{f"{flag} says nothing": Case({flag: "-"}, {flag: None}) for flag in FLAGS},
    "flags that say neither": Case(dict.fromkeys(FLAGS, "?"), dict.fromkeys(FLAGS), issues=("BAD_FLAG",)),
    **{
        f"priority {raw[:12]}": Case({"contact_priority": raw}, {"contact_priority": value}, issues=issues)
        for raw, (value, issues) in PRIORITIES.items()
    },
    **{f"relation {name}": Case({"relation": name}, {"relation": name}) for name in RELATIONS if name != "Self"},
    **{f"relation {raw}": Case({"relation": raw}, {"relation": name}) for raw, name in SPELLED.items()},
    "a relation that means nothing known": Case(
        {"relation": "Step-dad's ex"}, {"relation": "Unknown", "relation_raw": "Step-dad's ex"}, issues=("UNMAPPED_RELATION",)
    ),
    "the student as own contact": Case({"relation": "SELF"}, {"relation": "Self"}, ("SELF_CONTACT",)),
    "own contact, and no student": Case({"relation": "self", "student_id": None}, {}, ("NULL_STUDENT_ID", "SELF_CONTACT")),
    "a code": Case({"relation": "m"}, {"relation": "Mother", "relation_raw": "m"}, source="coded"),
    "a code for the student": Case({"relation": "Z"}, {}, ("SELF_CONTACT",), source="coded"),
    "a spelling beside codes": Case({"relation": "father"}, {"relation": "Father"}, source="coded"),
    "a code that means nothing known": Case({"relation": "?"}, {"relation": "Unknown"}, issues=("UNMAPPED_RELATION",), source="coded"),
    "a code of nobody": Case({"relation": "M"}, {"relation": "Unknown"}, issues=("UNMAPPED_RELATION",)),
    **{f"begins {raw!a}": Case({"begin_date": raw}, {"begin_date": None}, issues=("BAD_BEGIN_DATE",)) for raw in NO_DAYS},
    **{f"ends {raw!a}": Case({"end_date": raw}, {"end_date": None}, issues=("BAD_END_DATE",)) for raw in NO_DAYS},
    "a single day": Case({"end_date": "2024-09-02"}, {"end_date": "2024-09-02"}),
    "over before it began": Case({"end_date": "2024-09-01"}, {"end_date": "2024-09-01"}, issues=("END_BEFORE_BEGIN",)),
    "known since it began": Case({"updated_at": None}, {"known_at": "2024-09-02T00:00:00+00:00"}),
    "closed by its source": Case({"status": "inactive"}, {"is_active": False}),
    "a status that means nothing known": Case({"status": "?"}, {"is_active": True}, issues=("UNMAPPED_STATUS",)),
    **{f"id of {name}": Case({"link_id": None, **raw}, {"link_id": hashed(*values)},
                             issues=("UNMAPPED_RELATION",) if raw.get("relation") == "Nurse" else ("BAD_ID",) if "link_id" in raw else ())
       for name, (raw, values) in MADE.items()},
    "a destroyed own id": Case({"link_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a namespace and a time zone": Case(
        {"link_id": None, "updated_at": None, "contact_priority": "1,0"},
        {
            "guardian_id": "north:G1",
            "student_id": "north:S1",
            "school_id": "north:X",
            "link_id": hashed("north", "G1", "S1", "mother"),
            "contact_priority": 1,
            "known_at": "2024-09-02T04:00:00+00:00",
        },
        source="north",
    ),
    "all that can be wrong with a link that is kept": Case(
        dict.fromkeys(
            ("relation", "lives_with", "contact_priority", "begin_date", "end_date", "status", "school_year", "updated_at"),
            "?",
        ),
        {"relation": "Unknown", "lives_with": None, "contact_priority": None, "known_at": DELIVERED},
        issues=(
            *("UNMAPPED_RELATION", "BAD_FLAG", "BAD_PRIORITY", "BAD_BEGIN_DATE", "BAD_END_DATE", "UNMAPPED_STATUS"),
            *("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
        ),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "guardian_links", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def link(id_: str, **more: Any) -> dict[str, Any]:
    return {"link_id": id_, "guardian_id": id_, "student_id": "S1", "is_primary": True, **more}


def test_several_main_contacts_of_a_student(spark: SparkSession) -> None:
    rows = [
        link("autumn", begin_date="2024-09-01", end_date="2024-12-31"),
        link("on the last day of it", begin_date="2024-12-31"),
        link("long over", end_date="2024-08-31"),
        link("over before it began", begin_date="2024-11-30", end_date="2024-11-01"),
        link("not said", is_primary=None),
        link("not", is_primary=False),
        link("closed", is_active=False),
        link("elsewhere", source_system="t"),
        link("another's", student_id="S2"),
        link("twice", student_id="S3"),
        {**link("twice"), "link_id": "twice as well", "student_id": "S3"},
        link("ever", student_id="S4"),
        link("since", student_id="S4", begin_date="2025-01-01"),
    ]
    due = ["autumn", "ever", "on the last day of it", "since"]
    assert contradicting(spark, "guardian_links", "MULTIPLE_PRIMARY", rows) == due


def test_students_who_were_picked_as_guardians(spark: SparkSession) -> None:
    """Guardian 17 is not student 17 where there is a guardian 17."""
    rows = [link("S2"), link("17"), link("G9"), link("S3", is_active=False), link("S4", source_system="t")]
    students = [{"student_id": name} for name in ("S2", "S2", "17", "S3", "S4")]
    guardians = [{"guardian_id": "17"}, {"guardian_id": "S2", "source_system": "t"}]
    found = contradicting(spark, "guardian_links", "STUDENT_AS_GUARDIAN", rows, students=students, guardians=guardians)
    assert found == ["S2"]
