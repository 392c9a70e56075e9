"""What is asked of the warehouse for a served table: served names, its condition, and a count of its own."""

from __future__ import annotations

import pytest

from edulake.serving.publish.chosen import masked, roster

pytestmark = pytest.mark.once


def test_the_sql_reads_what_is_served_and_no_more() -> None:
    [_, classes, students, _] = masked()
    assert students.sql.startswith("SELECT `student_id` AS `student_key`, `source_system` AS `source_system`")
    assert students.sql.endswith(" FROM silver.students WHERE is_current")
    assert "known_course_id" not in classes.sql
    assert not {"name", "given_name", "gender", "content_hash"} & {f.source or f.name for f in students.read}
    assert students.count_sql == "SELECT count(*) AS n FROM silver.students WHERE is_current"
    assert roster().count_sql.endswith(" AND NOT array_contains(issue_codes, 'BAD_END_DATE')")
    assert "WHERE class_id IS NOT NULL AND is_active AND NOT" in roster().count_sql
