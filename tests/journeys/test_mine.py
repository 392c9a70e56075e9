"""Somebody's own files, as `demo --mine` takes them: a page of those that ask nothing, and again without a change."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from checkout import ROOT
from lake import Lake
from pyspark.sql import SparkSession

from edulake.jobs import demo
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

pytest.importorskip("rich", reason="the extra [cli] is not installed")
pytest.importorskip("vl_convert", reason="the extra [report] is not installed")
pytestmark = [pytest.mark.once, pytest.mark.more]

FILES = ROOT / "tests" / "landing" / "suggest" / "files"
# German results in a code page of Windows, a register below titles and above sums, and days that nobody can order.
CHOSEN = ("deutsch", "skyward", "unclear")


def test_own_files_become_tables_and_a_page(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school, home = tmp_path / "school", tmp_path / "w" / "school"
    for name in CHOSEN:
        shutil.copytree(FILES / name, school / name)
    delivered = {path: path.read_bytes() for path in school.rglob("*") if path.is_file()}
    lake = Lake(spark, tmp_path / "unused", early_warning_in_pipeline=False, languages_in_pipeline=False)
    options = argparse.Namespace(mine=school, warehouse=str(tmp_path / "w"), landing=None, dry_run=False, quiet=False)

    def shown() -> str:
        lake.settings = demo.place(options, lake.settings)
        context = lake.context(subject=["assessments", "attendance"], product=["student_performance_summary"])
        context.options = options
        demo.run(context)
        return (home / "report.html").read_text()

    page = shown()
    facts = lake.facts("student_id", "assessment_date", "subject", "score")
    assert [tuple(fact.values()) for fact in facts] == [
        ("00011", dt.date(2024, 9, 23), "Deutsch", Decimal("69.17")),
        ("00012", dt.date(2024, 10, 8), "Mathe", Decimal("91.67")),
    ]
    assert sorted(row["date"] for row in lake.rows(ATTENDANCE_TABLE, "date")) == [
        dt.date(2024, 10, day) for day in (15, 16, 31)
    ]
    assert "of <strong>school</strong>" in page
    assert "Students with results</dt><dd>under 10" in page
    assert lake.refused("reason_codes") == []
    asked = (home / "sources.toml").read_text()
    assert "[sources.school_assessments]" in asked
    assert "# QUESTION: how are the days of date written" in asked
    assert any("left out: school_attendance_2;" in line for line in lake.said)
    assert "00011" not in "".join(lake.said), "a student is named where jobs speak"
    assert "what the files do not say" in capsys.readouterr().out
    before = lake.versions()
    assert shown() == page
    assert lake.versions() == before
    assert {path: path.read_bytes() for path in school.rglob("*") if path.is_file()} == delivered
