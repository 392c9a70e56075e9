"""Which models and lists a page shows: the newest that made a list, and of a problem the newest day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from canned import Canned

from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.serving.report.figures.lists import at, lists_of, newest_models
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once

DAY = dt.date(2025, 1, 6)


def model(
    version: str, problem: str = "course_result", share: str | None = "0.4", status: str = "READY"
) -> dict[str, Any]:
    at_ = None if share is None else Decimal(share)
    return {"model_version": version, "problem": problem, "share": at_, "status": status}


def reading(
    *models: dict[str, Any], listed: tuple[str, ...] = (), day: dt.date | None = DAY, missing: Any = ()
) -> Reading:
    return Reading(
        Canned(
            {
                "max(as_of_date)": [{"day": day}],
                "DISTINCT model_version": [{"model_version": version} for version in listed],
                str(MODELS): list(models),
            },
            missing,
        )
    )


def versions(lake: Reading) -> list[str]:
    return [row["model_version"] for row in newest_models(lake)]


def test_the_model_trained_last_is_shown() -> None:
    """Rows come as they were trained."""
    assert versions(reading(model("old"), model("new"), model("early", share="0.2"))) == ["early", "new"]


def test_an_experiment_does_not_take_the_place_of_a_model_that_made_a_list() -> None:
    assert versions(reading(model("listed"), model("experiment"), listed=("listed",))) == ["listed"]


def test_schools_come_last() -> None:
    assert versions(reading(model("s", "school_risk", None), model("c"))) == ["c", "s"]
    assert [at(row) for row in newest_models(reading(model("s", "school_risk", None), model("c")))] == [
        "40% of a run",
        "Schools",
    ]


def test_models_of_a_problem_that_is_no_longer_there_are_not_shown() -> None:
    assert versions(reading(model("gone", "library_risk"), model("m"))) == ["m"]


def test_without_models_there_are_none() -> None:
    assert versions(reading(model("m"), missing=(MODELS,))) == []


def test_a_list_is_ready_where_one_of_its_models_is() -> None:
    models = model("a", share="0.2", status="NO_SIGNAL"), model("b"), model("s", "school_risk", None, "NO_SIGNAL")
    courses, schools = lists_of(reading(*models, listed=("a", "b", "s")))
    assert (courses.day, courses.models, courses.ready) == (DAY, "'a', 'b'", True)
    assert (schools.models, schools.ready) == ("'s'", False)
    assert (courses.part, courses.about.outcome) == ("course", "fail or leave")


def test_without_a_day_there_is_no_list() -> None:
    assert lists_of(reading(model("a"), day=None)) == []
    assert lists_of(reading(model("a"), missing=(PREDICTIONS,))) == []
