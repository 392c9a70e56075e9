"""Students in incidents: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "date": "2025-03-14", "incident_id": "17", "role": "Offender", "behaviour": "Fight",
    "points": "-3", "incident_student_id": "R1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X",
    "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "date": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "codes": Notation(codes=(("role", (Code("1", "Victim"),)), ("behaviour", (Code("-", "Merit"),)))),
}
BARE = {
    **dict.fromkeys(("incident_id", "role_raw", "behaviour_raw", "points", "school_id", "term", "source_updated_at")),
    "student_id": "S1", "date": "2025-03-14", "role": "Unknown", "behaviour": "Unknown", "school_year": 2025,
    "incident_student_id": hashed("s", None, "S1", None, None, "2025-03-14"),
    "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
STUDENTS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ("NULL_STUDENT_ID",)), " ": (None, ("NULL_STUDENT_ID",)), "1.23457E+11": (None, ("ID_DAMAGED",)),
    "x" * 128: ("x" * 128, ()), "x" * 129: (None, ("BAD_STUDENT_ID",)), "S\x001": (None, ("BAD_STUDENT_ID",)),
}  # fmt: skip
NO_DAYS = (None, "", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "x" * 10_000)
POINTS = {
    "0": 0, "+5": 5, "3.0": 3, "2147483647": 2_147_483_647, "-2147483647": -2_147_483_647, "2147483648": None,
    "2.5": None, "three": None, "1e1": None, "3\x00": None, "9" * 10_000: None,
}  # fmt: skip
ROLES = {
    "victim": "Victim", "Bystander": "Witness", "REPORTED_BY": "Reporter", "1": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
BEHAVIOURS = {
    "Cyber-Bullying": "Bullying", "praise": "Merit", "vape": "Tobacco", "other": "Other", "Level 1": "Unknown",
}  # fmt: skip
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "X/17", "S1", "Offender", "Fight", None)),
    "another day of one incident": ({"date": "2025-03-15"}, ("s", "X/17", "S1", "Offender", "Fight", None)),
    "another behaviour that nobody mapped": ({"behaviour": "??"}, ("s", "X/17", "S1", "Offender", "??", None)),
    "a merit": ({"incident_id": None}, ("s", None, "S1", "Offender", "Fight", "2025-03-14")),
    "another school": ({"school_id": "Y"}, ("s", "Y/17", "S1", "Offender", "Fight", None)),
    "an own id that can be none": ({"incident_student_id": "R\x001"}, ("s", "X/17", "S1", "Offender", "Fight", None)),
}

CASES = {
    "ordinary": Case(
        {},
        {
            "student_id": "S1", "date": "2025-03-14", "source_system": "s", "incident_student_id": "R1",
            "incident_id": "X/17", "role": "Perpetrator", "role_raw": "Offender", "behaviour": "Fighting",
            "behaviour_raw": "Fight", "points": -3, "school_id": "X", "school_year": 2025, "term": "Spring",
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"date": None, "known_at": DELIVERED}, ("NULL_STUDENT_ID", "BAD_DATE")),
    **{
        f"of {raw and raw[:9]!a} ({len(raw or '')})": Case({"student_id": raw}, {"student_id": id_}, reasons)
        for raw, (id_, reasons) in STUDENTS.items()
    },
    **{f"on {raw and raw[:12]!a}": Case({"date": raw}, {"date": None}, ("BAD_DATE",)) for raw in NO_DAYS},
    **{
        f"on {raw}": Case({"date": raw}, {"date": raw, "school_year": year})
        for raw, year in {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}.items()
    },
    **{
        f"role {raw[:9]}": Case(
            {"role": raw}, {"role": role, "role_raw": raw}, issues=("UNMAPPED_ROLE",) if role == "Unknown" else ()
        )
        for raw, role in ROLES.items()
    },
    **{
        f"behaviour {raw}": Case(
            {"behaviour": raw},
            {"behaviour": behaviour, "behaviour_raw": raw},
            issues=("UNMAPPED_BEHAVIOUR",) if behaviour == "Unknown" else (),
        )
        for raw, behaviour in BEHAVIOURS.items()
    },
    "codes of the source": Case(
        {"role": "1", "behaviour": "-"}, {"role": "Victim", "behaviour": "Merit", "behaviour_raw": "-"}, source="codes"
    ),
    **{
        f"points {raw[:12]!a}": Case(
            {"points": raw}, {"points": points}, issues=("BAD_POINTS",) if points is None else ()
        )
        for raw, points in POINTS.items()
    },
    "a decimal comma": Case({"points": "3,0"}, {"points": 3}, source="comma"),
    **{
        f"an id made of {name}": Case(
            {"incident_student_id": None, **raw},
            {"incident_student_id": hashed(*made)},
            issues=("UNMAPPED_BEHAVIOUR",) if "nobody mapped" in name else ("BAD_ID",) if "can be none" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"incident_student_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    **{
        f"a destroyed {place} of a row with an id": Case(
            {place: "1E+11"}, {place: None, "incident_id": None}, issues=("ID_DAMAGED",)
        )
        for place in ("incident_id", "school_id")
    },
    **{
        f"a destroyed {place} of a row without": Case(
            {place: "1E+11", "incident_student_id": None}, {}, ("ID_DAMAGED",), ("ID_DAMAGED",)
        )
        for place in ("incident_id", "school_id")
    },
    "a given school year": Case({"school_year": "2023-24"}, {"school_year": 2024}),
    "a school year and an update that are none": Case(
        {"school_year": "0", "updated_at": "soon"},
        {"school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00"},
        issues=("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "garbage in words": Case(
        {"behaviour": "x" * 100_000, "term": "A\u202eB"},
        {"behaviour_raw": "x" * 100_000, "term": "AB"},
        issues=("UNMAPPED_BEHAVIOUR",),
    ),
    "a namespace and a time zone": Case(
        {"date": "2025-03-14T01:00:00Z", "incident_student_id": None, "updated_at": None},
        {
            "student_id": "north:S1", "incident_id": "north:X/17", "school_id": "north:X", "date": "2025-03-13",
            "incident_student_id": hashed("north", "X/17", "S1", "Offender", "Fight", None),
            "known_at": "2025-03-13T04:00:00+00:00",
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "student_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "incident_students", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
