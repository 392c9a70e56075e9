"""A small journey in a process of its own, in whose environment TZ is set: `in_time_zone.py FOLDER` prints silver.

Python and the JVM take their time zone when they start. Snapshots are delivered on the days on which clocks in Berlin
are put forward and back, by dated folders and by files' modification times: 00:30 and 01:30 UTC of 26 October 2025
are both half past two.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

from lake import MONDAY, Lake

from edulake.config.load import load
from edulake.silver import SUBJECTS
from edulake.store import session

CONF = """
[limits]
snapshot_shrink = 1.0
[sources.{0}_people]
subject = "students"
files = "**/*.csv"
format = "csv"
snapshot = true
columns = {{ student_id = "id" }}
[sources.{0}_register]
subject = "attendance"
files = "**/*.csv"
format = "csv"
snapshot = true
columns = {{ attendance_id = "id", student_id = "id", date = "date", status = "status" }}
"""
# When each run's snapshots were delivered, and who is in them: A stays, B goes, C comes back.
DATED = [
    {"2025-03-29": "ABC", "2025-03-30": "AB", "2025-03-31": "ABC", "2025-10-25": "ABC"},
    {"2025-10-26": "AC"},
]
TIMED = [{"2025-10-25T23:30": "ABC", "2025-10-26T00:30": "AB"}, {"2025-10-26T01:30": "AC"}]


def deliver(lake: Lake, kind: str, snapshots: dict[str, str]) -> None:
    for at, people in snapshots.items():
        header = "id,date,status\n"
        text = header + "".join(f"{who},2025-03-03,Present\n" for who in people)
        place = f"{at}/rows.csv" if kind == "dated" else f"{at.replace(':', '')}.csv"
        modified = MONDAY if kind == "dated" else dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
        for what in ("people", "register"):
            lake.deliver(f"{kind}_{what}/{place}", text, modified)


def main(folder: Path) -> None:
    spark = session.local(load())
    lake = Lake(spark, folder).configured(CONF.format("dated") + CONF.format("timed").split("snapshot_shrink = 1.0")[1])
    for dated, timed in zip(DATED, TIMED, strict=True):
        deliver(lake, "dated", dated)
        deliver(lake, "timed", timed)
        names = [f"{kind}_{what}" for kind in ("dated", "timed") for what in ("people", "register")]
        lake.ingest(source=names)
        lake.cleanse(subject=["students", "attendance"])
    people, register = (lake.frame(SUBJECTS[name].table) for name in ("students", "attendance"))
    moments = ["cast(valid_from as string)", "cast(valid_to as string)"]
    said = {
        "people": people.selectExpr("source_system", "student_id", *moments, "is_active").collect(),
        "register": register.selectExpr("source_system", "student_id", "cast(delivered_at as string)").collect(),
    }
    print(json.dumps({name: sorted([*row] for row in rows) for name, rows in said.items()}, default=str))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
