"""Codes that a source has not explained are named, with what to write; once it does, its rows are read anew."""

from __future__ import annotations

import tomllib

import pytest
from lake import Lake

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]
TABLE = SUBJECTS["attendance"].table
REGISTER = """
[sources.english_register]
system = "english"
subject = "attendance"
files = "**/*.csv"
format = "csv"
[sources.english_register.columns]
attendance_id = "id"
student_id = "pupil"
date = "day"
status = "mark"
[sources.english_register.codes.status]
T = "Absent"
"/" = "Present"
"""
MARKS = ["T", "/", "L", "L", "U", "Present", "Zebulon Quirrelmort", "20250106", "-"]


def statuses(lake: Lake) -> dict[str, str]:
    return {row["status_raw"]: row["status"] for row in lake.rows(TABLE, "status_raw", "status")}


def test_codes_that_nobody_explained_are_named_until_they_are(lake: Lake) -> None:
    lake = lake.configured(REGISTER)
    lines = [f"{n},P{n},2025-01-06,{mark}\n" for n, mark in enumerate(MARKS)]
    damaged = "90,1.23457E+11,2025-01-06,/\n91,1.23457E+11,2025-01-06,T\n"
    lake.deliver("english/2025-01-06/register.csv", "id,pupil,day,mark\n" + "".join(lines) + damaged)
    lake.ingest()
    lake.cleanse()
    found = statuses(lake)
    assert {code: found[code] for code in ("T", "/", "L", "U", "Present")} == {
        "T": "Absent",
        "/": "Present",
        "L": "Unknown",
        "U": "Unknown",
        "Present": "Present",
    }
    refused = sorted(row["reason_codes"] for row in lake.refused("reason_codes"))
    assert refused == [["ID_DAMAGED"], ["ID_DAMAGED"], ["NULL_STATUS"]]
    [told] = [text for text in lake.said if "means nothing known" in text]
    assert "in 5 rows" in told
    assert "2 rows have another text" in told
    assert not [value for value in ("Zebulon", "20250106", "P2") if value in "".join(lake.said)]
    block = "\n".join(line for line in told.splitlines() if line.strip().startswith(("[", '"')))
    written = tomllib.loads(block)["sources"]["english_register"]["codes"]["status"]
    assert list(written.items()) == [("L", ""), ("U", "")], "the most frequent first"

    mended = lake.configured(REGISTER + 'L = "Late"\nU = { status = "Absent", share = 0.5 }\n')
    mended.cleanse()
    assert (statuses(mended)["L"], statuses(mended)["U"]) == ("Late", "Absent")
    shares = {row["status_raw"]: row["absent_fraction"] for row in mended.rows(TABLE, "status_raw", "absent_fraction")}
    assert (str(shares["U"]), str(shares["T"])) == ("0.5000", "1.0000")
    assert not [text for text in mended.said if '"L"' in text]
