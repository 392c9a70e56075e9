"""OULAD as sources: each subject with the files that it needs, and nothing provided that no row can have."""

from __future__ import annotations

import pytest
from oulad_rows import COURSES, INFO, PLAN, current, rows
from pyspark.sql import SparkSession

from edulake.bronze.oulad import OULAD
from edulake.bronze.source import Source
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

FULL = {
    "courses": COURSES[0],
    "classes": COURSES[0],
    "line_items": {**PLAN[0], "date": "19", "weight": "10"},
    "students": {**INFO[0], "gender": "F", "age_band": "0-35", "disability": "N", "imd_band": "0-10%"},
    "enrollments": {
        "code_module": "AAA",
        "code_presentation": "2013B",
        "id_student": "11",
        "date_registration": "-30",
        "date_unregistration": "20",
    },
    "assessments": {"id_student": "11", "id_assessment": "1", "date_submitted": "18", "score": "78"},
    "engagement": {
        "code_module": "AAA",
        "code_presentation": "2013B",
        "id_student": "11",
        "id_site": "546",
        "date": "0",
        "sum_click": "3",
    },
}
every = pytest.mark.parametrize("source", OULAD, ids=lambda source: source.subject)


@every
def test_what_is_provided_is_in_a_full_row(source: Source, spark: SparkSession) -> None:
    """What a source provides and does not map would be called missing in every row."""
    facts = rows(spark, source.facts, FULL[source.subject])
    [row] = source.candidates(facts, current(spark)).collect()
    assert [name for name in source.provides if row[name] is None] == []
    assert row["parse_issue"] is None
    assert row["revisit"] is False


@every
def test_a_subject_gets_the_files_that_it_needs(source: Source) -> None:
    """Those of its facts and of all that they refer to, by columns that must stand in them."""
    feeds = {feed.table: feed for feed in source.feeds}
    assert source.facts in feeds
    assert set(feeds) >= {reference.table for reference in source.references}
    assert all(set(reference.key) <= set(feeds[reference.table].required) for reference in source.references)
    assert source.provides <= set(SUBJECTS[source.subject].form.table.column_names)
    needed = {f"raw_{name}" for name in SUBJECTS[source.subject].form.required}
    assert needed <= source.provides


def test_only_clicks_are_sums() -> None:
    assert [source.subject for source in OULAD if source.sums] == ["engagement"]
    assert {source.name for source in OULAD} == {"oulad"}
    assert len({source.subject for source in OULAD}) == len(OULAD)
