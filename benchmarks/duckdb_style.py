"""OULAD's clicks in DuckDB and delta-rs, for comparison: read, dated, summed per student, site and day, written."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from deltalake import write_deltalake

CLICKS = """
SELECT id_student AS student_id, code_module AS course_id, coalesce(activity_type, 'Unknown') AS activity,
       id_site AS resource_id, start + CAST("date" AS INT) AS "date", sum(CAST(sum_click AS INT))::INT AS events
FROM read_csv('{oulad}/studentVle.csv.gz', all_varchar = true)
JOIN (SELECT code_module, code_presentation,
             CAST(left(code_presentation, 4) || CASE right(code_presentation, 1) WHEN 'B' THEN '-02-01'
                  ELSE '-10-01' END AS DATE) AS start
      FROM read_csv('{oulad}/courses.csv', all_varchar = true)) USING (code_module, code_presentation)
LEFT JOIN (SELECT id_site, activity_type FROM read_csv('{oulad}/vle.csv', all_varchar = true)) USING (id_site)
GROUP BY ALL
"""
ENGAGEMENT = """
SELECT student_id, course_id, sum(events) AS logins, count(DISTINCT "date") AS active_days,
       min("date") AS first_seen, max("date") AS last_seen
FROM clicks GROUP BY ALL
"""


def main(oulad: Path, warehouse: str) -> None:
    database = duckdb.connect()
    database.execute(f"CREATE TABLE clicks AS {CLICKS.format(oulad=oulad)}")
    write_deltalake(f"{warehouse}/silver", database.table("clicks").to_arrow_table())
    write_deltalake(f"{warehouse}/gold", database.sql(ENGAGEMENT).to_arrow_table())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
