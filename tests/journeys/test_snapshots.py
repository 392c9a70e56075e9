"""Deliveries that hold everything: sums without a key, rows that are gone, rows that are closed and come back."""

from __future__ import annotations

from typing import Any

import pytest
from lake import MONDAY, Lake

from edulake.gold import PRODUCTS
from edulake.jobs.steps.cleanse import facts
from edulake.ops.runs import Entry
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]

ENGAGEMENT, ENROLLMENTS = SUBJECTS["engagement"].table, SUBJECTS["enrollments"].table
COURSES = '"code_module","code_presentation","module_presentation_length"\n"AAA","2013J","268"\n'
SITES = (
    '"id_site","code_module","code_presentation","activity_type","week_from","week_to"\n"1","AAA","2013J","quiz",,\n'
)
CLICKS = "code_module,code_presentation,id_student,id_site,date,sum_click\n"


def bring(lake: Lake) -> list[Entry]:
    """A run for the clicks alone; what silver made of them, if there were any."""
    lake.ingest(source=["oulad"])
    silver = lake.cleanse(subject=["engagement"])
    lake.aggregate(product=["student_engagement"])
    wanted = (str(ENGAGEMENT), "bronze.oulad_student_vle_raw")
    return [entry for entry in silver.entries if (entry.table_name, entry.input_table) == wanted]


def fates(found: Entry) -> tuple[int | None, ...]:
    return (found.records_in, found.accepted, found.quarantined, found.duplicate, found.stale)


def clicks(lake: Lake) -> list[tuple[Any, ...]]:
    rows = lake.rows(ENGAGEMENT, "student_id", "resource_id", "activity", "events")
    return sorted(tuple(row.values()) for row in rows)


def test_clicks_are_summed_and_a_file_replaces_its_predecessor(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared with what is held as millions of them are: all other tests have few rows."""
    monkeypatch.setattr(facts, "BROADCAST_ROWS", 0)
    lake = lake.letting_shrink()
    lake.deliver("oulad/courses.csv", COURSES)
    lake.deliver("oulad/vle.csv", SITES)
    rows = ["11,1,5,4", "11,1,5,4", "11,1,5,3", "12,2,5,1", "12,2,6,2", "13,1,x,1", "13,1,x,1", ",1,5,1"]
    lake.deliver("oulad/studentVle.csv", CLICKS + "".join(f"AAA,2013J,{row}\n" for row in rows))
    [first] = bring(lake)
    assert fates(first) == (8, 5, 3, 0, 0), "three rows are one sum; two alike that cannot be read stay two"
    assert clicks(lake) == [("11", "1", "quiz", 11), ("12", "2", "Unknown", 1), ("12", "2", "Unknown", 2)]
    assert len(lake.refused()) == 3
    gold = PRODUCTS["student_engagement"].table
    assert sorted((r["student_id"], r["logins"], r["active_days"]) for r in lake.rows(gold)) == [
        ("11", 11, 1),
        ("12", 3, 2),
    ]

    lake.deliver("oulad/copy/studentVle.csv", (lake.landing / "oulad/studentVle.csv").read_bytes())
    versions = lake.versions()
    bring(lake)
    assert lake.versions() == versions, "the same file under another name"

    newer = ["11,1,5,4", "12,2,5,1", "14,1,5,9"]
    lake.deliver("oulad/studentVle.csv", CLICKS + "".join(f"AAA,2013J,{row}\n" for row in newer), MONDAY.replace(day=9))
    [second] = bring(lake)
    assert fates(second) == (3, 2, 0, 1, 0), "nothing is read again to know what is gone"
    assert clicks(lake) == [("11", "1", "quiz", 4), ("12", "2", "Unknown", 1), ("14", "1", "quiz", 9)]
    assert sorted((r["student_id"], r["logins"]) for r in lake.rows(gold)) == [("11", 4), ("12", 1), ("14", 9)]

    older = CLICKS + "AAA,2013J,11,1,5,70\nAAA,2013J,15,1,5,70\n"
    lake.deliver("oulad/old/studentVle.csv", older, MONDAY.replace(day=3))
    [late] = bring(lake)
    assert fates(late) == (2, 0, 0, 0, 2), "an older file that comes later changes nothing"
    assert clicks(lake) == [("11", "1", "quiz", 4), ("12", "2", "Unknown", 1), ("14", "1", "quiz", 9)]


@pytest.mark.slow
def test_the_same_snapshot_on_two_days_is_summed_once_for_each(lake: Lake) -> None:
    """Nothing changed overnight, and both deliveries wait for one run."""
    lake.deliver("oulad/2025-01-06/courses.csv", COURSES)
    rows = CLICKS + "".join(f"AAA,2013J,{row}\n" for row in ("11,1,5,4", "11,1,5,3", "12,1,6,2"))
    for day in ("06", "07"):
        lake.deliver(f"oulad/2025-01-{day}/studentVle.csv", rows)
    [both] = bring(lake)
    assert fates(both) == (6, 3, 0, 3, 0)
    assert clicks(lake) == [("11", "1", "Unknown", 7), ("12", "1", "Unknown", 2)]


ROSTER = """
[sources.roster]
subject = "enrollments"
files = "**/*.csv"
format = "csv"
snapshot = true
[sources.roster.columns]
student_id = "student"
course_id = "course"
[limits]
snapshot_shrink = 1.0
"""


@pytest.mark.slow
def test_an_enrollment_that_a_snapshot_lacks_is_closed_and_opens_again(lake: Lake) -> None:
    lake = lake.configured(ROSTER)

    def standing(day: str, *students: str) -> dict[str, tuple[str, bool]]:
        lake.deliver(f"roster/2025-01-{day}/r.csv", "student,course\n" + "".join(f"{s},K\n" for s in students))
        lake.run()
        return {row["student_id"]: (row["status"], row["is_active"]) for row in lake.rows(ENROLLMENTS)}

    assert standing("01", "A", "B") == {"A": ("Active", True), "B": ("Active", True)}
    assert standing("03", "A") == {"A": ("Active", True), "B": ("Inactive", False)}
    assert standing("02", "A", "B", "C")["C"] == ("Inactive", False), "known once, before the newest"
    assert standing("04", "A", "B") == {"A": ("Active", True), "B": ("Active", True), "C": ("Inactive", False)}
    completion = lake.rows(PRODUCTS["course_completion"].table)
    assert [(row["enrolled"], row["not_told"], row["still_open"]) for row in completion] == [(3, 1, 2)]
    assert [(row["withdrawn"], row["completion_rate"]) for row in completion] == [(0, None)], "nobody says that C left"
    assert set(standing("05").values()) == {("Inactive", False)}, "a header alone: nobody is enrolled any more"
    assert standing("06", "C") == {"A": ("Inactive", False), "B": ("Inactive", False), "C": ("Active", True)}
