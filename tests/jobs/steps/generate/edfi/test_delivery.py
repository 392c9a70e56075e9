"""The files of the deliveries: a folder a night, a folder a resource, whole once the truth lies beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.errors import ConfigError
from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.edfi import contacts, delivery, events, people, staff

pytestmark = pytest.mark.once


@pytest.mark.more
def test_a_night_has_what_changed_and_what_was_deleted(delivered: Any) -> None:
    opening, *nights = delivered.nights()
    assert [opening.name, *(night.name for night in nights)] == [day.isoformat() for day in deliveries()]
    assert {path.name for path in opening.iterdir()} == {*delivered.truth["resources"]}
    changed = [{path.name for path in night.iterdir()} for night in nights]
    assert {"deletes", "studentSchoolAttendanceEvents"} <= set().union(*changed)
    assert not set().union(*changed) & {"schools", "calendars", "courses", "programs"}, "nothing of that changed"
    assert json.loads((delivered.root / delivery.TRUTH_FILE).read_text("utf-8")) == delivered.truth
    assert not (delivered.root / ".generating").exists()


@pytest.mark.more
def test_the_same_arguments_give_the_same_bytes(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {
        "studentSchoolAssociations": people.student_school_associations,
        "staffAbsenceEvents": staff.absences,
    }
    monkeypatch.setattr(delivery, "resources", lambda facts, _: {name: of(facts) for name, of in few.items()})
    monkeypatch.setattr(delivery.truth, "of", lambda _: {})
    written = []
    for place, seed in (("a", 7), ("b", 7), ("c", 8)):
        delivery.generate_edfi(spark, str(tmp_path / place), 60, seed, 1)
        own = tmp_path / place / "edfi"
        written.append({p.relative_to(own): p.read_bytes() for p in own.rglob("*.jsonl")})
    assert written[0] == written[1] != written[2]
    # And they may be replaced.
    delivery.generate_edfi(spark, str(tmp_path / "c"), 60, 7, 1)
    own = tmp_path / "c" / "edfi"
    assert {p.relative_to(own): p.read_bytes() for p in own.rglob("*.jsonl")} == written[0]


@pytest.mark.more
def test_those_who_were_parents_are_counted(
    spark: SparkSession, tmp_path: Path, delivered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "resources", lambda facts, _: {"parents": contacts.parents(facts)})
    monkeypatch.setattr(delivery.truth, "of", lambda _: {})
    told = delivery.generate_edfi(spark, str(tmp_path), 40, 7, 1, "5")
    assert told["renamed"] == told["resources"]["parents"]["objects"] > 0
    assert {night.name for night in (tmp_path / "edfi").iterdir()} == {deliveries()[0].isoformat()}
    assert delivered.truth["renamed"] == 0


@pytest.mark.more
def test_a_resource_may_have_no_object(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "resources", lambda facts, _: {"disciplineActions": events.actions(facts)})
    monkeypatch.setattr(delivery.truth, "of", lambda _: {})
    told = delivery.generate_edfi(spark, str(tmp_path), 60, 7, 1, "5")
    assert told["resources"] == {"disciplineActions": {"objects": 0, "lines": 0}}
    assert not [*tmp_path.rglob("*.jsonl")]


def test_deliveries_that_nobody_generated_stay(tmp_path: Path) -> None:
    (tmp_path / "edfi" / "2025-01-01").mkdir(parents=True)
    with pytest.raises(ConfigError, match="holds deliveries"):
        delivery.generate_edfi(None, str(tmp_path), 10, 7, 1)  # type: ignore[arg-type]
    assert (tmp_path / "edfi" / "2025-01-01").exists()


@pytest.mark.parametrize(("students", "years", "standard"), [(0, 1, "6"), (1, 0, "6"), (1, 11, "5"), (1, 1, "4")])
def test_what_makes_no_sense_is_refused(tmp_path: Path, students: int, years: int, standard: str) -> None:
    with pytest.raises(ConfigError, match="nothing to generate"):
        delivery.generate_edfi(None, str(tmp_path), students, 7, years, standard)  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]
