"""truth.json against a reader that knows nothing of the plan."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import export_reader as reader
import pytest

pytestmark = pytest.mark.once

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("system", reader.FORMS)
@pytest.mark.parametrize("kind", ["chance", "able"])
def test_truth_is_what_an_independent_reader_counts(kind: str, system: str, request: pytest.FixtureRequest) -> None:
    out = request.getfixturevalue(kind)
    truth = json.loads((out / "truth.json").read_text("utf-8"))["systems"][system]
    planted = {name: count for name, count in truth.pop("planted").items() if count}
    counted = reader.recount(out, system)
    assert {name: count for name, count in counted.pop("planted").items() if count} == planted
    assert counted == truth
    assert truth["delivered"] == sum(truth[fate] for fate in ("accepted", "quarantined", "duplicate", "stale"))
    assert truth["reasons"]["NULL_STUDENT_ID"] == 1


def test_shares_are_those_of_the_issue(chance: Path) -> None:
    systems = json.loads((chance / "truth.json").read_text("utf-8"))["systems"].values()
    planted = sum((Counter(system["planted"]) for system in systems), Counter())
    delivered = sum(system["delivered"] for system in systems)

    def share(*names: str) -> float:
        return sum(planted[name] for name in names) / delivered

    assert share("score_missing") == pytest.approx(0.025, abs=0.008)
    assert share("score_too_high") == pytest.approx(0.025, abs=0.008)
    assert share("score_text") == pytest.approx(0.025, abs=0.008)
    assert share("score_low_valid", "score_negative") == pytest.approx(0.025, abs=0.008)
    assert share("completion_missing") == pytest.approx(0.05, abs=0.012)
    assert share("engagement_invalid") == pytest.approx(0.05, abs=0.012)
    assert share("duplicates") == pytest.approx(0.01, abs=0.005)
    assert share("corrections") == pytest.approx(0.01, abs=0.005)
    assert 0 < share("bad_date") < 0.003
    assert share("grade_form_named") == pytest.approx(0.7, abs=0.03)


def test_every_student_has_15_to_30_assessments_in_2024_and_one_grade(chance: Path) -> None:
    assessments, grades = Counter(), {}
    for system, form in reader.FORMS.items():
        rows = reader.rows_of(chance, system)
        assessments.update({row["id"]: row["student"] for row in rows if row["student"]}.values())
        dates = [reader.parsed_date(row["date"], form.date) for row in rows]
        assert {date.year for date in dates if date} == {2024}
        for row in rows:
            if row["student"]:
                grades.setdefault(row["student"], set()).add(grade_number(row["grade"]))
    assert len(assessments) == 300
    assert (min(assessments.values()), max(assessments.values())) == (15, 30)
    assert {len(forms) for forms in grades.values()} == {1}
    assert {form for forms in grades.values() for form in forms} == set(range(13))


def test_hard_comments_are_there(chance: Path) -> None:
    comments = {row["comment"] for row in reader.rows_of(chance, "school_database_c")}
    assert any("\n" in comment for comment in comments)
    assert any('"' in comment for comment in comments)
    assert any(";" in comment for comment in comments)


def grade_number(text: str) -> int:
    digits = "".join(character for character in text if character.isdigit())
    return int(digits) if digits else 0
