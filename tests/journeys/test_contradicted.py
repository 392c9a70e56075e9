"""Files that contradict the settings of their source: nothing of them stands in silver, until the settings are mended."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from lake import Lake

from edulake.jobs import replay
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

pytestmark = [pytest.mark.once, pytest.mark.more]

OF_ATTENDANCE = {"source": ["sis"], "subject": ["attendance"], "product": ["student_performance_summary"]}
SIS = """
[sources.sis]
files = "**/*.csv"
format = "csv"
subject = "attendance"
date_formats = ["{format}"]
[sources.sis.columns]
student_id = "student"
date = "day"
status = "status"
"""
FIRST = dt.date(2024, 1, 1)
# As a public sample of a student information system has them: days first.
REFUSED, SWAPPED = 1_776, 1_153


def sample() -> list[tuple[str, dt.date]]:
    """Students and days: so many whose day is no month, and so many that two orders read, as two days."""
    days = [FIRST + dt.timedelta(days=number) for number in range(366)]
    late = [(f"S{n}", day) for n in range(20) for day in days if day.day > 12]
    early = [(f"S{n}", day) for n in range(20) for day in days if day.day <= 12 and day.day != day.month]
    return [*itertools.islice(late, REFUSED), *itertools.islice(early, SWAPPED)]


def lines(rows: list[tuple[str, dt.date]], form: str = "%d/%m/%Y") -> str:
    return "student,day,status\n" + "".join(f"{student},{day.strftime(form)},Present\n" for student, day in rows)


def silver(lake: Lake) -> list[tuple[Any, ...]]:
    return sorted((row["student_id"], row["date"]) for row in lake.rows(ATTENDANCE_TABLE, "student_id", "date"))


def test_no_day_is_another_one(lake: Lake) -> None:
    """Day first, configured as month first: an earlier file of that order stays, all of the other are refused."""
    rows, right = sample(), [("S99", dt.date(2023, 9, 4)), ("S99", dt.date(2023, 9, 20))]
    wrong = lake.configured(SIS.format(format="MM/dd/yyyy"))
    wrong.deliver("sis/2024-01-01/a.csv", lines(right, "%m/%d/%Y"))
    wrong.run(**OF_ATTENDANCE)
    wrong.deliver("sis/2024-02-01/b.csv", lines(rows))
    [entry] = [one for one in wrong.run(**OF_ATTENDANCE)[1].entries if one.source_system == "sis"]
    assert (entry.records_in, entry.quarantined, entry.accepted) == (2_929, 2_929, 0)
    assert silver(wrong) == right
    refused = wrong.refused("reason_codes", "advice")
    codes = {tuple(row["reason_codes"]) for row in refused}
    assert codes == {("FILE_DATE_ORDER",), ("FILE_DATE_ORDER", "BAD_DATE")}
    assert sum("BAD_DATE" in row["reason_codes"] for row in refused) == REFUSED
    [told] = {row["advice"] for row in refused}
    assert told.startswith("1,776 of 2,929 dates in date are read only with day and month the other way round")
    assert "1,153" in told
    assert any("attendance from sis, sis/2024-02-01/b.csv: FILE_DATE_ORDER" in line for line in wrong.said)

    replay.run(wrong.context(**OF_ATTENDANCE))
    assert silver(wrong) == right, "tried again it is as wrong"
    mended = lake.configured(SIS.format(format="dd/MM/yyyy"))
    replay.run(mended.context(**OF_ATTENDANCE))
    assert [row for row in silver(mended) if row[0] != "S99"] == sorted(rows)
    still = [row["reason_codes"] for row in mended.refused("status", "reason_codes") if row["status"] == "OPEN"]
    assert still == [["BAD_DATE"]], "of the other file one is a slip, and one is another day"
