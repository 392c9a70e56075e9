"""Survey invitations: what silver makes of each record, and where more answered than were asked."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "survey_id": "V", "respondent_kind": "parents", "invited": "700", "updated_at": "2025-03-15T08:00:00Z",
    "school_id": "X", "school_year": "2024/25", "term": "Spring",
}  # fmt: skip
NEEDED = {"survey_id": "V", "respondent_kind": "parents"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north"),
    "codes": Notation(codes=(("respondent_kind", (Code("P", "Parent"),)),)),
}
BARE = {
    **dict.fromkeys(("invited", "school_id", "school_year", "term")), "survey_id": "V", "respondent_kind": "Parent",
    "invitation_id": hashed("s", "V", None, "Parent"), "known_at": DELIVERED,
}  # fmt: skip
COUNTS: dict[str, int | None] = {
    "0": 0, "1.0": 1, "2147483647": 2_147_483_647, "2147483648": None, "-1": None, "1.5": None, "all": None,
    "1,000": None,
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "survey_id": "V", "respondent_kind": "Parent", "respondent_kind_raw": "parents", "invited": 700,
            "invitation_id": hashed("s", "V", "X", "Parent"), "school_id": "X", "school_year": 2025, "term": "Spring",
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"respondent_kind": "Unknown"}, ("NULL_SURVEY_ID",)),
    **{
        f"invited {raw}": Case({"invited": raw}, {"invited": due}, issues=("BAD_INVITED",) if due is None else ())
        for raw, due in COUNTS.items()
    },
    "a decimal comma": Case({"invited": "7,0"}, {"invited": 7}, source="comma"),
    "another word for the kind": Case({"respondent_kind": "Guardian"}, {"invitation_id": hashed("s", "V", "X", "Parent")}),
    "a kind in a code": Case({"respondent_kind": "p"}, {"respondent_kind": "Parent"}, source="codes"),
    "a kind that nobody knows": Case(
        {"respondent_kind": "P"},
        {"respondent_kind": "Unknown", "respondent_kind_raw": "P", "invitation_id": hashed("s", "V", "X", "P")},
        issues=("UNMAPPED_RESPONDENT_KIND",),
    ),
    "no kind": Case({"respondent_kind": None}, {"respondent_kind": "Unknown", "respondent_kind_raw": None}),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)),
    "a school that can be none": Case(
        {"school_id": "x" * 129}, {"school_id": None, "invitation_id": hashed("s", "V", "x" * 129, "Parent")}, issues=("BAD_ID",)
    ),
    "a namespace": Case(
        {},
        {"survey_id": "north:V", "school_id": "north:X", "invitation_id": hashed("north", "V", "X", "Parent")},
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "survey_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "survey_invitations", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def invited(name: str, count: int | None, school: str | None = "X", **said: Any) -> dict[str, Any]:
    usual = {"survey_id": "V", "respondent_kind": "Parent", "school_id": school, "invited": count}
    return {"invitation_id": name, **usual, **said}


def response(name: str, **said: Any) -> dict[str, Any]:
    usual = {"survey_id": "V", "respondent_kind": "Parent", "school_id": "X", "status": "Complete"}
    return {"response_id": name, **usual, **said}


def test_more_answered_than_were_asked(spark: SparkSession) -> None:
    """People are counted once, those whom nobody knows each; of no school all of them."""
    responses = [
        response("a"),
        response("b", guardian_id="G1"),
        response("c", guardian_id="G1"),
        response("d", status="Partial"),
        response("e", school_id="Y"),
        response("f", respondent_kind="Student"),
        response("g", source_system="t"),
        response("h", survey_id="W"),
    ]
    rows = [
        invited("one", 1),
        invited("two", 2),
        invited("unknown", None),
        invited("of all, two", 2, None),
        invited("of all, three", 3, None),
        invited("elsewhere", 0, "Z"),
    ]
    found = contradicting(spark, "survey_invitations", "RESPONSES_OVER_INVITED", rows, survey_responses=responses)
    assert found == ["of all, two", "one"]
