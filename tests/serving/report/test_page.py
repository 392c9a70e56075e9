"""The page of a lake: all of its sections, whoever is in it, and nobody in particular unless that is asked for."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import pytest
from report_lake import (
    AGGREGATES,
    HOSTILE,
    INSIGHTS,
    RESULTS,
    STUDENTS,
    SUMMARY,
    district,
    student,
    written,
)
from report_schools import ENROLLED, of_schools

from edulake.errors import UnreadableError
from edulake.ml import TABLES
from edulake.ml.tables.lists import DRIFT
from edulake.ops.tables import JOB_RUNS
from edulake.platforms.laptop import set_up
from edulake.serving.report.figures.plain import NO_SOURCE

pytestmark = pytest.mark.once

SECTIONS = (
    "Early warning", "People", "Attendance", "Wellbeing", "Voices", "Results", "Subjects", "Courses", "Curriculum",
    "Languages", "Operations", "Money", "Model health", "Data quality", "Clustering",
)  # fmt: skip
CHARTS = (
    "Risk by course", "First reason of those on the list by course", "Students on the census day, by school year",
    "Students by school, on the newest census day", "Students for each full-time teacher, by school",
    "Students whom nobody can be called for, by school",
    "Hours of learning for each of the staff, by month of the newest school year", "How much school is missed", "Absence by weekday and week",
    "Discipline: which groups more often than all others, in the newest school year",
    "Offences for each hundred students, by month of the newest school year",
    "Students who were suspended, by school, in the newest school year",
    "Students with all doses of a required vaccine, by school, on the newest census day",
    "Staff who missed more than ten days, by role, in the newest school year",
    "People who are in favour, by what is asked about, in the newest surveys",
    "Favourable answers to each question, in the newest surveys", "Those invited who completed a survey, in the newest ones",
    "Proficiency by grade", "Performance and engagement", "Distribution of scores", "Scores and engagement over time",
    "Mean scores of those who started in a year, and their change since", "Attendance by class, on the newest 5 days",
    "Mean score by class, on the newest 5 days with results",
    "Mean score by subject and grade", "How enrollments end",
    "Standards by the share of students who mastered them, in the newest school year",
    "Skills by what changed since the term before, of students rated in both",
    "Learners of languages by day, on the newest 56 days", "Learners of each language by confirmed level",
    "Days from a level to the next, by which half would have reached it", "Learners at the next level within so many days",
    "Learners who come back, by weeks after their first day", "Learners who come back, by the month in which they began",
    "Errors in a hundred messages that were checked, by level", "Messages of a learner in a conversation, by topic",
    "Learners by segment", "Experiments: what differs from the control",
    "Answers on a skill that are right, by the level that was tested last", "Learners who complete a lesson that they began",
    "How far right answers are foretold by when a skill was tested before", "Learners of whom a skill is due for review",
    "From applications to enrolled, for the newest year of entry",
    "What students were asked to pay in the newest school year, and what came in",
    "What is not paid yet, by the days that it is past due",
    "Spent by month of the newest fiscal year, beside what came in, and how much of the budget that is",
    "Ranking: model against rule",
    "Calibration: what was said, and what happened", "Fairness: who is missed more often, at 40% of a run",
    "What the model listens to, at 40% of a run", "Refused records by reason",
)  # fmt: skip


def charts(page: str) -> list[str]:
    """The titles of the figures that hold a drawing."""
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    titles = [re.search(r"<h3[^>]*>(.*?)</h3>", figure) for figure in figures if "<svg " in figure]
    return [unescape(title.group(1)) for title in titles if title]


def section(page: str, anchor: str) -> str:
    found = re.search(rf'<section id="{anchor}".*?</section>', page, re.DOTALL)
    assert found, anchor
    return found.group(0)


def test_every_section_has_its_charts(rendered, warehouse: Path) -> None:
    page = rendered(warehouse)
    assert charts(page) == list(CHARTS)
    for title in SECTIONS:
        assert f">{title} <span>" in page
    assert 'class="empty"' not in page
    assert ">240<" in page


def test_no_student_is_named_unless_asked_for(rendered, warehouse: Path) -> None:
    assert "STU0" not in rendered(warehouse)
    page = rendered(warehouse, identified=True, longest_list=20)
    assert "Names students." in page
    listed = section(page, "early-warning")
    table = listed[listed.index("as far as capacity reaches") :]
    assert len(re.findall(r"STU\d+", table[: table.index("</table>")])) == 20
    assert "The first 20;" in listed
    assert "At risk by score and engagement: the first ten" in listed


def test_small_groups_are_not_seen(rendered, warehouse: Path) -> None:
    """Latin has three students, Kindergarten six: neither has a row of its own, and means are those of the joined."""
    page = rendered(warehouse)
    assert "Latin" not in page
    assert "Kindergarten" not in section(page, "results")
    assert "Other grades" in section(page, "results")
    assert "Other subjects" in section(page, "subjects")


def test_what_comes_from_a_source_is_text(rendered, warehouse: Path) -> None:
    page = rendered(warehouse)
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)
    assert page.count("<script>") == 1


def test_an_empty_lake_says_what_would_fill_each_section(rendered, tmp_path: Path) -> None:
    page = rendered(tmp_path)
    assert charts(page) == []
    assert page.count('class="empty"') == len(SECTIONS) + 1
    assert "Nothing calls for you yet" in page
    for anchor in ("people", "wellbeing", "curriculum", "operations"):
        assert section(page, anchor).count(NO_SOURCE) == 1


def test_tables_without_rows_are_said_once(rendered, tmp_path: Path) -> None:
    """Beside what is delivered: a district that tells of its students alone."""
    rows = of_schools(STUDENTS)
    page = rendered(written(tmp_path, {table: of if table is ENROLLED else [] for table, of in rows.items()}))
    assert charts(page) == list(CHARTS[2:4])
    people = section(page, "people")
    assert people.count(NO_SOURCE) == 1
    assert f"{NO_SOURCE}: {CHARTS[4]}; {CHARTS[5]}; {CHARTS[6]}." in people
    assert f"{NO_SOURCE}: {CHARTS[42]}." in section(page, "operations")


@pytest.mark.parametrize("identified", [False, True])
def test_one_student_is_not_described(rendered, tmp_path: Path, *, identified: bool) -> None:
    """Of a single student nothing is shown but that there are under ten; with --identified, the list."""
    page = rendered(written(tmp_path, district(1)), identified=identified)
    assert "under 10" in section(page, "figures")
    assert not set(charts(page)) & set(CHARTS[:26])
    assert (student(0) in page) == identified
    for words in ("Mean score</dt>", "chronically absent.", "Reach 70"):
        assert words not in page


def test_without_subjects_the_rest_is_there(rendered, tmp_path: Path) -> None:
    rows = district()
    del rows[RESULTS]
    page = rendered(written(tmp_path, rows))
    assert "No subject has scores of ten students yet." in section(page, "subjects")
    assert "Proficiency by grade" in charts(page)


def test_a_table_that_cannot_be_read_leaves_the_others(rendered, tmp_path: Path) -> None:
    written(tmp_path, {table: rows for table, rows in district().items() if table in (AGGREGATES, SUMMARY, RESULTS)})
    log = tmp_path / INSIGHTS.layer / INSIGHTS.name / "_delta_log"
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text("{")
    page = rendered(tmp_path, failures=2)
    assert "Could not be made" in section(page, "attendance")
    assert "Proficiency by grade" in charts(page)


def test_missing_records_come_first_on_monday(rendered, tmp_path: Path) -> None:
    rows = district()
    rows[JOB_RUNS][0]["accepted"] -= 1
    page = rendered(written(tmp_path, rows))
    assert "off by 1" in section(page, "quality")
    monday = section(page, "monday")
    assert "sources do not balance" in monday[: monday.index("</li>") * 2]


def test_drift_is_shown_where_it_was_measured(rendered, tmp_path: Path) -> None:
    """The newest list's alone, alerts first, and nothing of few students."""

    def one(name: str, measure: str, value: float, *, n: int = 200, alert: bool = False, day: int = 4) -> dict:
        what = {"scope": "all", "measure": measure, "name": name, "value": value, "expected": 0.0, "alert_level": 0.1}
        of = {"model_version": "course_result-40-x", "as_of_date": dt.date(2024, 11, day), "n": n, "is_alert": alert}
        return {**what, **of}

    measured = [
        one("mean_score", "feature_psi", 0.01),
        one("days_early", "feature_psi", 0.31, alert=True),
        one("late_share", "unknown_share", 0.02),
        one("last_score", "feature_psi", 0.5, n=3),
        one("old_feature", "feature_psi", 0.9, alert=True, day=1),
    ]
    early_warning = {table: rows for table, rows in district().items() if table in TABLES}
    page = rendered(written(tmp_path, {**early_warning, DRIFT: measured}))
    health = section(page, "models")
    assert "1 of 3 measures are worth a look" in health
    assert "days early first" in section(page, "monday")
    assert health.index("days early") < health.index("late share")
    assert re.search(r"late share</td>\s*<td[^>]*><span class=\"unseen\">hidden", health), "4 of 200 students"
    assert "last score" not in health
    assert "old feature" not in health


def test_the_file_is_private_and_replaced_in_one_step(tmp_path: Path) -> None:
    from edulake.serving.report import page

    out = tmp_path / "new" / "report.html"
    for text in ("one", "two"):
        page.write(text, out)
        assert out.read_text() == text
        assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]
    with pytest.raises(UnreadableError):
        page.write("three", out / "inside")


def test_the_command_says_where_the_page_is(rendered, warehouse: Path, tmp_path: Path) -> None:
    testing = pytest.importorskip("typer.testing", reason="the extra [cli] is not installed")
    from edulake.cli import app

    out = tmp_path / "page.html"
    said = testing.CliRunner().invoke(app, ["report", "--out", str(out), "--warehouse", str(warehouse)])
    assert (said.exit_code, said.stdout.strip(), said.stderr) == (0, str(out), "")
    assert charts(out.read_text()) == list(CHARTS)
    assert str(STUDENTS) in out.read_text()


def test_the_page_can_be_made_from_the_zip_of_a_job(rendered, tmp_path: Path) -> None:
    """As --py-files brings it: templates are read out of the zip."""
    set_up.zip_package(tmp_path / "edulake.zip")
    with zipfile.ZipFile(tmp_path / "edulake.zip") as packed:
        assert {f"edulake/serving/report/assets/page.{end}" for end in ("css", "html", "js")} <= set(packed.namelist())
    code = (
        "import edulake.serving.report.page as p; from edulake.config import load as config; from pathlib import Path;"
        "print(p.__file__, p.make(config.load(None, 'none'), Path('out.html')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "edulake.zip")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert f"{tmp_path / 'edulake.zip'}" in done.stdout
    assert "Nothing calls for you yet" in (tmp_path / "out.html").read_text()
