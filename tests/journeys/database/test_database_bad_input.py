"""Bad values from a database: what becomes of each, and that every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lake import Lake, changed
from postgres import Server

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.slow, pytest.mark.once]
TABLE = """CREATE TABLE loose (student_id text, course_id text, login_time text, progress_percentage text,
engagement_score text, last_modified timestamptz)"""
GOOD = {"student_id": "S", "course_id": "C1", "login_time": "2025-01-05T08:00:00Z", "engagement_score": "70"}
# A row's place in its course -> what differs from a good row, and the reasons or issues that it gets.
REFUSED: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "no student": ({"student_id": None}, {"NULL_STUDENT_ID"}),
    "blank student": ({"student_id": " \u00a0"}, {"NULL_STUDENT_ID"}),
    "null token": ({"student_id": "N/A"}, {"NULL_STUDENT_ID"}),
    "endless student": ({"student_id": "S" * 129}, {"BAD_STUDENT_ID"}),
    "control": ({"student_id": "S\u0007"}, {"BAD_STUDENT_ID"}),
    "no course": ({"course_id": None}, {"NULL_COURSE_ID"}),
    "no day": ({"login_time": None}, {"BAD_DATE"}),
    "impossible day": ({"login_time": "2024-02-30T08:00:00Z"}, {"BAD_DATE"}),
    "half a day": ({"login_time": "2024-02"}, {"BAD_DATE"}),
    "junk behind": ({"login_time": "2024-02-03 and later"}, {"BAD_DATE"}),
    "ancient": ({"login_time": "0001-01-01"}, {"BAD_DATE"}),
    "future": ({"login_time": "2999-01-01"}, {"BAD_DATE"}),
    "several": (
        {"student_id": "", "course_id": " ", "login_time": "soon"},
        {"NULL_STUDENT_ID", "NULL_COURSE_ID", "BAD_DATE"},
    ),
}
KEPT: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "plain": ({}, set()),
    "formula": ({"course_id": "=cmd()"}, set()),
    "injection": ({"course_id": "'; DROP TABLE loose; --${x}`"}, set()),
    "type suffix": ({"progress_percentage": "12d"}, {"BAD_PROGRESS"}),
    "exponent": ({"progress_percentage": "1e1"}, {"BAD_PROGRESS"}),
    "not a number": ({"engagement_score": "NaN"}, set()),
    "infinite": ({"engagement_score": "Infinity"}, {"BAD_ENGAGEMENT"}),
    "wide digits": ({"progress_percentage": "\uff11\uff12"}, {"BAD_PROGRESS"}),
    "comma": ({"progress_percentage": "1,5"}, {"BAD_PROGRESS"}),
    "over": ({"progress_percentage": "100.004"}, {"BAD_PROGRESS"}),
    "negative": ({"progress_percentage": "-0.5", "engagement_score": "x"}, {"BAD_PROGRESS", "BAD_ENGAGEMENT"}),
    "percent": ({"progress_percentage": "40 %"}, set()),
}


def inserted(name: str, changes: dict[str, str | None]) -> str:
    """A row whose number of seconds tells it by: the last column."""
    row = {**GOOD, "student_id": f"S {name}", "progress_percentage": "10", **changes}
    texts = ["NULL" if value is None else "$v$" + value + "$v$" for value in row.values()]
    order = dict(zip(row, texts, strict=True))
    columns = ("student_id", "course_id", "login_time", "progress_percentage", "engagement_score")
    return f"INSERT INTO loose VALUES ({', '.join(order[column] for column in columns)}, '2025-01-06Z')"


@pytest.mark.parametrize("ansi", ["true", "false"])
def test_bad_values(ansi: str, connected: Callable[..., Lake], database: Server, lake: Lake) -> None:
    database.sql("DROP TABLE IF EXISTS loose", TABLE, "GRANT SELECT ON loose TO edtech")
    database.sql(*[inserted(name, given) for name, (given, _) in {**REFUSED, **KEPT}.items()])
    lake = connected(replaced=('table = "student_engagement"', 'table = "loose"'))
    before = lake.spark.conf.get("spark.sql.ansi.enabled")
    lake.spark.conf.set("spark.sql.ansi.enabled", ansi)
    try:
        lake.ingest(source=["edtech_platform"])
        [entry] = [e for e in lake.cleanse(subject=["engagement"]).entries if e.records_in]
    finally:
        lake.spark.conf.set("spark.sql.ansi.enabled", before)
    entry.must_balance()
    assert (entry.records_in, entry.quarantined) == (len(REFUSED) + len(KEPT), len(REFUSED))
    reasons = sorted(sorted(row["reason_codes"]) for row in lake.refused("reason_codes"))
    assert reasons == sorted(sorted(codes) for _, codes in REFUSED.values())
    kept = {row["student_id"]: set(row["issue_codes"]) for row in lake.rows(SUBJECTS["engagement"].table)}
    assert kept == {f"S {name}": codes for name, (_, codes) in KEPT.items()}
    versions = lake.labelled()
    lake.ingest(source=["edtech_platform"])
    lake.cleanse(subject=["engagement"])
    assert not changed(versions, lake.labelled())
