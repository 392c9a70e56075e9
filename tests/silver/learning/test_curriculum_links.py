"""Curriculum links: what silver makes of each record, and links that contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.learning import LINK_KINDS
from edulake.expr.vocabulary import Code

SOUND = {
    "from_id": "N1", "to_id": "N", "kind": "Child Of", "weight": "0.25", "curriculum_link_id": "L1",
    "status": "active", "updated_at": "2024-09-01T08:00:00Z", "school_id": "X", "school_year": "2025", "term": "Fall",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
NEEDED = {"from_id": "N1", "to_id": "N"}
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "coded": Notation(codes=(("kind", (Code("-", "Covers"), Code("P", "Child Of"))),)),
    "north": Notation(id_namespace="north"),
}
BARE = {
    **dict.fromkeys(("kind_raw", "weight", "school_id", "school_year", "term", "source_updated_at")),
    **NEEDED, "kind": "Unknown", "is_deleted": False, "known_at": DELIVERED,
    "curriculum_link_id": hashed("s", "N1", "N", None),
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, str]] = {
    "none": (None, None, "NULL"),
    "an empty one": (" ", None, "NULL"),
    "one that a spreadsheet destroyed": ("1.23457E+11", None, "ID_DAMAGED"),
    "the longest": ("x" * 128, "x" * 128, ""),
    "one too long": ("x" * 129, None, "NULL"),
}
KINDS = {
    "isChildOf": "Child Of", "is_part_of": "Child Of", "teaches": "Covers", "exactMatchOf": "Same As",
    "isRelatedTo": "Related To", "parent": "Unknown", "0": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
WEIGHTS = {
    "0": "0.0000", "9.9999": "9.9999", "10": None, "0.33335": "0.3334", "0.33334999": "0.3333", "9.99991": None,
    "-0.1": None, "50%": None, "1/3": None, "0,5": None, "heavy": None, "9" * 10_000: None,
}  # fmt: skip


def reasons(kind: str, column: str) -> tuple[str, ...]:
    return (kind,) if kind == "ID_DAMAGED" else (f"{kind}_{column}",) if kind else ()


CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("from_id", "to_id", "kind", "curriculum_link_id", "school_id", "term")},
            "kind_raw": "Child Of", "weight": "0.2500", "is_deleted": False, "school_year": 2025, "source_system": "s",
            "source_updated_at": "2024-09-01T08:00:00+00:00", "known_at": "2024-09-01T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NULL"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_FROM_ID", "NULL_TO_ID")),
    **{f"{end}: {name}": Case({end: raw}, {end: id_}, reasons(kind, end.upper()))
       for end in NEEDED for name, (raw, id_, kind) in IDS.items()},
    "to itself": Case({"to_id": "N1"}, {}, ("SELF_LINK",)),
    **{f"kind {raw[:20]!a}": Case({"kind": raw}, {"kind": kind, "kind_raw": raw},
                                  issues=("UNMAPPED_KIND",) if kind == "Unknown" else ())
       for raw, kind in KINDS.items()},
    **{f"{kind} as it is called here": Case({"kind": kind}, {"kind": kind}) for kind in LINK_KINDS},
    "a code": Case({"kind": "p"}, {"kind": "Child Of", "kind_raw": "p"}, source="coded"),
    "a code that is nothing elsewhere": Case({"kind": "-"}, {"kind": "Covers", "kind_raw": "-"}, source="coded"),
    **{f"weight {raw[:12]}": Case({"weight": raw}, {"weight": weight}, issues=() if weight else ("BAD_WEIGHT",))
       for raw, weight in WEIGHTS.items()},
    "decimal commas": Case({"weight": "0,5"}, {"weight": "0.5000"}, source="comma"),
    **{f"status {raw}": Case({"status": raw}, {"is_deleted": is_deleted})
       for raw, is_deleted in {"inactive": True, "tobedeleted": True, "current": False}.items()},
    "a status that means nothing known": Case({"status": "?"}, {"is_deleted": False}, issues=("UNMAPPED_STATUS",)),
    "an id made of it": Case({"curriculum_link_id": None},
                             {"curriculum_link_id": hashed("s", "N1", "N", "child of")}),
    "an id made whatever may change": Case(
        {"curriculum_link_id": "-", "weight": "1", "kind": "CHILD OF", "school_id": "Y"},
        {"curriculum_link_id": hashed("s", "N1", "N", "child of")}),
    "an own id that can be none": Case({"curriculum_link_id": "L\x001"}, {}, issues=("BAD_ID",)),
    "a destroyed own id": Case({"curriculum_link_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)),
    "a namespace": Case({"curriculum_link_id": None},
                        {"from_id": "north:N1", "to_id": "north:N", "school_id": "north:X",
                         "curriculum_link_id": hashed("north", "N1", "N", "child of")}, source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "curriculum_links", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def link(row: str, child: str, parent: str, weight: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "curriculum_link_id": row, "from_id": child, "to_id": parent, "weight": weight, "kind": "Child Of", **more
    }  # fmt: skip


def test_parents_that_the_standard_does_not_name(spark: SparkSession) -> None:
    tree = [{"standard_id": "a", "parent_id": "b"}, {"standard_id": "b", "parent_id": None}]
    rows = [
        link("right", "a", "b"), link("other", "a", "c"), link("top", "b", "c"), link("of a unit", "u", "b"),
        link("another kind", "a", "c", kind="Covers"), link("taken back", "a", "c", is_deleted=True),
    ]  # fmt: skip
    assert contradicting(spark, "curriculum_links", "TWO_PARENTS", rows, standards=tree) == ["other", "top"]


def test_weights_that_differ(spark: SparkSession) -> None:
    rows = [
        link("a1", "a", "b", "0.5"), link("a2", "a", "b", "0.25", source_system="t"), link("c1", "c", "b", "0.5"),
        link("c2", "c", "b", "0.5"), link("c3", "c", "b"), link("d1", "d", "b", "1"),
        link("d2", "d", "b", "2", is_deleted=True), link("d3", "d", "b", "3", kind="Covers"),
    ]  # fmt: skip
    assert contradicting(spark, "curriculum_links", "TWO_WEIGHTS", rows) == ["a1", "a2"]
