"""Rows of the table student_engagement of a database, the source that it is, and what a run reads of them."""

from __future__ import annotations

from collections.abc import Callable

from lake import Lake

from edulake.silver.learning.engagement import ENGAGEMENT

Connected = Callable[..., Lake]
SOURCE = ["edtech_platform"]
CONF = """
[sources.edtech_platform]
subject = "engagement"
format = "jdbc"

[sources.edtech_platform.columns]
student_id = "student_id"
course_id = "course_id"
engaged_at = "login_time"
progress_percentage = "progress_percentage"
engagement_score = "engagement_score"
updated_at = "last_modified"

[sources.edtech_platform.database]
url = "env:EDTECH_URL"
user = "env:EDTECH_USER"
password = "env:EDTECH_PASSWORD"
table = "student_engagement"
watermark = "last_modified"
"""


def insert(*rows: str) -> str:
    return f"INSERT INTO student_engagement VALUES {', '.join(f'({row})' for row in rows)}"


def row(student: str, changed: str, course: str = "C1", progress: str = "12.5") -> str:
    return f"'{student}', '{course}', '2025-01-05 08:00Z', {progress}, 70, {changed}"


def ingested(lake: Lake) -> int:
    """Rows that a run adds to bronze, which it counted as well."""
    before = lake.frame(ENGAGEMENT.form.table).count() if lake.store.exists(ENGAGEMENT.form.table) else 0
    entry = lake.ingest(source=SOURCE).entries[0]
    added = lake.frame(ENGAGEMENT.form.table).count() - before
    assert entry.records_in == added
    return added
