"""Standards: what silver makes of each record, of one that a snapshot lacks, and of trees that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.learning import STANDARD_KINDS
from edulake.expr.vocabulary import Code
from edulake.silver.learning.standards import MOST_LEVELS, STANDARDS_TABLE

SOUND = {
    "standard_id": "N1", "parent_id": "N", "framework": "CCSS 2010", "code": "3.NF.1", "title": "Unit fractions",
    "subject": "Math", "kind": "Standard", "depth": "3", "grade_levels": "3, Grade 4", "status": "active",
    "updated_at": "2024-09-01T08:00:00Z", "school_id": "X", "school_year": "2025", "term": "Fall",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "coded": Notation(codes=(("kind", (Code("-", "Unit"), Code("LO", "Objective"), Code("Q", "Unknown"))),)),
    "north": Notation(id_namespace="north"),
}
BARE = {
    **dict.fromkeys(("parent_id", "code", "title", "subject", "kind_raw", "depth", "grade_levels", "school_id")),
    **dict.fromkeys(("school_year", "term", "source_updated_at")),
    "standard_id": "N1", "framework": "Unknown", "kind": "Unknown", "is_active": True, "known_at": DELIVERED,
    "closed_is_active": False,
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "none": (None, None, ("NULL_STANDARD_ID",)),
    "a word for nothing": ("n/a", None, ("NULL_STANDARD_ID",)),
    "one that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest": ("x" * 128, "x" * 128, ()),
    "one too long": ("x" * 129, None, ("NULL_STANDARD_ID",)),
    "one with a control character": ("N\x001", None, ("NULL_STANDARD_ID",)),
    "a part of itself": ("N", "N", ("SELF_PARENT",)),
}
KINDS = {
    "domain": "Strand", "Learning_Objective": "Objective", "Content-Standard": "Standard", "unit of work": "Unit",
    "COURSE": "Subject", "topic": "Unknown", "0": "Unknown", "Unit\x00": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
DEPTHS = {"0": 0, "12": 12, "1.0": 1, "1.5": None, "-1": None, "deep": None, "1,0": None, "2147483648": None}
LEVELS: dict[str, list[str] | None] = {
    "K": ["Kindergarten"], "K,1;2": ["Kindergarten", "1st Grade", "2nd Grade"], "3,03": ["3rd Grade"],
    "4,3": ["4th Grade", "3rd Grade"], ",, ;": None, "3,N/A": ["3rd Grade"],
}  # fmt: skip
CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("standard_id", "parent_id", "framework", "code", "title", "subject")},
            **{name: SOUND[name] for name in ("kind", "school_id", "term")},
            "kind_raw": "Standard", "depth": 3, "grade_levels": ["3rd Grade", "4th Grade"], "is_active": True,
            "school_year": 2025, "source_system": "s", "known_at": "2024-09-01T08:00:00+00:00",
            "source_updated_at": "2024-09-01T08:00:00+00:00", "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "standard_id"},
    "nothing but an id": Case({**NOTHING, "standard_id": "N1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "standard_id": "N1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NULL"), "standard_id": "N1"}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_STANDARD_ID",)),
    **{f"id: {name}": Case({"standard_id": raw}, {"standard_id": id_}, codes)
       for name, (raw, id_, codes) in IDS.items()},
    **{f"kind {raw[:20]!a}": Case({"kind": raw}, {"kind": kind, "kind_raw": raw},
                                  issues=("UNMAPPED_KIND",) if kind == "Unknown" else ())
       for raw, kind in KINDS.items()},
    **{f"{kind} as it is called here": Case({"kind": kind}, {"kind": kind}) for kind in STANDARD_KINDS},
    "a code": Case({"kind": "lo"}, {"kind": "Objective", "kind_raw": "lo"}, source="coded"),
    "a code that is nothing elsewhere": Case({"kind": "-"}, {"kind": "Unit", "kind_raw": "-"}, source="coded"),
    "a code that is said to be unknown": Case({"kind": "Q"}, {"kind": "Unknown"}, issues=("UNMAPPED_KIND",),
                                              source="coded"),
    **{f"depth {raw}": Case({"depth": raw}, {"depth": depth}, issues=() if depth is not None else ("BAD_DEPTH",))
       for raw, depth in DEPTHS.items()},
    **{f"grade levels {raw}": Case({"grade_levels": raw}, {"grade_levels": levels}) for raw, levels in LEVELS.items()},
    "a grade level that is none": Case({"grade_levels": "3,K-2"}, {"grade_levels": ["3rd Grade", "Unknown"]},
                                       issues=("UNKNOWN_GRADE_LEVEL",)),
    **{f"status {raw}": Case({"status": raw}, {"is_active": is_active})
       for raw, is_active in {"Inactive": False, "tobedeleted": False, "current": True}.items()},
    "a status that means nothing known": Case({"status": "?"}, {"is_active": True}, issues=("UNMAPPED_STATUS",)),
    "a destroyed parent": Case({"parent_id": "1E+11"}, {"parent_id": None}, issues=("ID_DAMAGED",)),
    "a school too long": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)),
    "a namespace": Case({}, {"standard_id": "north:N1", "parent_id": "north:N", "school_id": "north:X"},
                        source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "standards", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_a_standard_is_about_nobody() -> None:
    assert not STANDARDS_TABLE.people
    assert {column.name for column in STANDARDS_TABLE.columns if column.is_guarded} == {"record_hash", "content_hash"}


def part(standard: str, parent: str | None, **more: Any) -> dict[str, Any]:
    return {"standard_id": standard, "parent_id": parent, "framework": "F", "kind": "Unit", **more}


def chain(name: str, length: int) -> list[dict[str, Any]]:
    return [part(f"{name}{n}", f"{name}{n - 1}" if n > 1 else None) for n in range(1, length + 1)]


def test_circles_and_what_is_too_deep(spark: SparkSession) -> None:
    circle = [part("a", "b"), part("b", "a"), part("below", "a"), part("apart", None), part("lost", "nobody")]
    deep = [*chain("d", MOST_LEVELS + 1), *chain("e", MOST_LEVELS)]
    found = contradicting(spark, "standards", "CYCLE", [*circle, *deep])
    assert found == ["a", "b", "below", f"d{MOST_LEVELS + 1}"]


def test_a_circle_that_two_sources_make(spark: SparkSession) -> None:
    rows = [part("a", "b"), part("b", "a", source_system="t"), part("c", None)]
    assert contradicting(spark, "standards", "CYCLE", rows) == ["a", "b"]


def test_other_trees_that_cannot_be(spark: SparkSession) -> None:
    rows = [
        part("a", None), part("a", "b", source_system="t"), part("b", None), part("b", None, source_system="t"),
        part("c", "a"), part("d", "nobody"),
    ]  # fmt: skip
    assert contradicting(spark, "standards", "TWO_PARENTS", rows) == ["a", "a"]
    assert contradicting(spark, "standards", "UNKNOWN_PARENT", rows) == ["d"]
