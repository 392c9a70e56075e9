"""What is told of standards and skills: shares and means of ten students or more, and of the newest year and term."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from asked import asked, column
from report_schools import MASTERY, SKILLS, YEAR, mastered, place, rated

from edulake.serving.questions.curriculum import GROWTH, STANDARDS

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_standards_of_the_newest_year(tmp_path: Path) -> None:
    whole = [row | {"standard_id": "M", "code": "M", "is_leaf": False} for row in mastered(30, 0, 0)]
    unscored = [row | {"student_id": f"no {n}", "score": None} for n, row in enumerate(mastered(0, 0, 50))]
    later = [row | {"student_id": f"to come {n}", "score": None, "school_year": YEAR + 1}
             for n, row in enumerate(mastered(0, 0, 5))]  # fmt: skip
    rows = [*mastered(20, 10, 10), *mastered(30, 0, 10, "3.NF.2"), *whole, *unscored, *later,
            *mastered(0, 0, 40, school_year=YEAR - 1)]  # fmt: skip
    assert asked(tmp_path, STANDARDS, {MASTERY: rows}) == {
        "3.NF.2": {"rate": Decimal("0.75"), "partly_rate": Decimal("0.75"), "score": Decimal("80.0")},
        "3.NF.1": {"rate": Decimal("0.50"), "partly_rate": Decimal("0.75"), "score": Decimal("75.0")},
    }


def test_few_on_either_side_are_not_told(tmp_path: Path) -> None:
    rows = [
        *mastered(9, 20, 20, "few mastered it"), *mastered(40, 5, 4, "few did not"), *mastered(20, 9, 20, "few partly"),
        *mastered(20, 20, 0, "all at least partly"), *mastered(5, 0, 0, "few at all"),
        *mastered(12, 0, 0, "all of twelve"), *mastered(0, 0, 12, "none of twelve"), *mastered(25, 0, 0, "all of many"),
    ]  # fmt: skip
    told = asked(tmp_path, STANDARDS, {MASTERY: rows})
    assert column(told, "rate") == {
        "all of many": Decimal("1.00"),
        "all of twelve": Decimal("0.95"),
        "all at least partly": Decimal("0.50"),
        "few partly": Decimal("0.41"),
        "none of twelve": Decimal("0.05"),
    }
    assert column(told, "partly_rate")["few partly"] is None
    assert column(told, "partly_rate")["all at least partly"] == Decimal("1.00")


def test_a_standard_is_called_by_its_framework_where_there_are_several(tmp_path: Path) -> None:
    named = {"framework": "State", "code": None, "title": "Fractions"}
    rows = [*mastered(20, 0, 20), *[row | named for row in mastered(30, 0, 10, "1")]]
    assert list(asked(tmp_path, STANDARDS, {MASTERY: rows})) == ["State Fractions", "CCSS 3.NF.1"]


def test_standards_of_one_code_are_told_apart(tmp_path: Path) -> None:
    rows = [*mastered(20, 0, 20), *[row | {"standard_id": "other"} for row in mastered(30, 0, 10)]]
    mine = rows[0]["standard_id"]
    assert list(asked(tmp_path, STANDARDS, {MASTERY: rows})) == ["3.NF.1 (other)", f"3.NF.1 ({mine})"]


def test_skills_of_the_term_that_began_last(tmp_path: Path) -> None:
    before = rated("Social", 40, "3.00", term="T9", first_date=dt.date(2024, 9, 1))
    other = rated("Social", 60, "1.00", 30, grade_level="2nd Grade", first_date=dt.date(2024, 11, 8))
    rows = [before, rated("Social", 40, "-0.20", 10), other, rated("Research", 40, "0.10")]
    rows += [row | place("North") | {"avg_level": Decimal(1)} for row in rows]
    assert asked(tmp_path, GROWTH, {SKILLS: rows}) == {
        "Social, by teachers": {"change": Decimal("0.700"), "level": Decimal("2.500")},
        "Research, by teachers": {"change": Decimal("0.100"), "level": Decimal("2.500")},
    }


def test_each_district_has_a_newest_term(tmp_path: Path) -> None:
    earlier = rated("Social", 30, "1.00", source_system="other", first_date=dt.date(2024, 9, 1))
    told = asked(tmp_path, GROWTH, {SKILLS: [rated("Social", 30, "0.00"), earlier]})
    assert column(told, "change") == {"Social, by teachers": Decimal("0.500")}


def test_few_who_were_rated_in_both_terms_are_not_told(tmp_path: Path) -> None:
    rows = [rated("Social", 40, matched=9), rated("Research", 40, matched=10), rated("Thinking", 40, matched=0)]
    assert list(asked(tmp_path, GROWTH, {SKILLS: rows})) == ["Research, by teachers"]


def test_who_rates_and_which_scale_are_said(tmp_path: Path) -> None:
    rows = [
        rated("Social", 20, "0.30", rater_kind="Self"),
        rated("Social", 20, "0.20", scale="Letters"),
        rated("Social", 20, "0.10", rater_kind="Unknown"),
    ]
    assert list(asked(tmp_path, GROWTH, {SKILLS: rows})) == [
        "Social, by students, 1-4",
        "Social, by teachers, Letters",
        "Social, 1-4",
    ]
