"""What is told of how many learn a language, how far they get, and who comes back: of ten learners on each side."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asked import asked, column
from report_lake import Rows, written
from report_language import (
    ACTIVITY,
    APP,
    ERRORS,
    LEVELS,
    RETENTION,
    TIMES,
    at,
    back,
    on,
    time,
    took,
    wrong,
)

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions import asking
from edulake.serving.questions.language import COHORTS, DRAWN_DAYS, LEARNERS, NO_LEVEL, REACHED
from edulake.serving.questions.language import ERRORS as CORRECTED
from edulake.serving.questions.language import LEVELS as CONFIRMED
from edulake.serving.questions.language import RETENTION as CAME_BACK
from edulake.serving.questions.language import VELOCITY as TOOK

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def levels(folder: Path, rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Levels and shares, in their order."""
    given: Rows = {LEVELS: rows}
    with query.opened(load(None, str(written(folder, given)))) as lake:
        return [tuple(row.values()) for row in asking.told(lake, CONFIRMED)]


def test_learners_by_day_where_ten_learn_and_ten_do_not(tmp_path: Path) -> None:
    """All who ever learned until a day are those who were new until then."""
    rows = [on(0, 30, 30), on(1, 10, 0), on(2, 9, 0), on(3, 21, 0), on(4, 20, 0), on(5, 30, 0), on(1, 15, 0, "es")]
    assert column(asked(tmp_path, LEARNERS, {ACTIVITY: rows}), "learners") == {
        "2025-01-06": 30,
        "2025-01-07": 10,
        "2025-01-10": 20,
        "2025-01-11": 30,
    }


def test_the_newest_days_of_each_source(tmp_path: Path) -> None:
    rows = [*[on(day, 20, 60 if day == 0 else 0) for day in range(DRAWN_DAYS + 1)], on(0, 30, 90, source_system="z")]
    told = asked(tmp_path, LEARNERS, {ACTIVITY: rows})
    assert len(told) == DRAWN_DAYS + 1
    assert "app 2025-01-06" not in told
    assert told["z 2025-01-06"]["learners"] == 30


def test_levels_of_few_are_shown_with_a_neighbour_in_each_language_alone(tmp_path: Path) -> None:
    other = {**APP, "course_id": "fr"}
    rows = [*at("A1", 20), *at("A2", 3, 20), *at(None, 12, 23), *at("A1", 11, **other), *at("C2", 10, 11, **other)]
    assert levels(tmp_path, rows) == [
        ("French, A1", Decimal("0.52")),
        ("French, C2", Decimal("0.48")),
        (f"Spanish, {NO_LEVEL}", Decimal("0.34")),
        ("Spanish, A1 or A2", Decimal("0.66")),
    ], "as shares: a learner may be of two languages"


def test_a_language_of_few_is_not_told(tmp_path: Path) -> None:
    assert levels(tmp_path, [*at("A1", 5), *at("A2", 4, 5)]) == []


def test_days_to_the_next_level_beside_hours_and_those_planned(tmp_path: Path) -> None:
    rows = [
        *took("A1", 60, 40, 12),
        *took("A2", 80, 40, 9),
        *took("B1", 90, 9, 10),
        *took("B2", None, 40, 12),
        *took("A1", 70, 40, 12, entered_by="placement"),
        time("A1", "median_gap", 40, 12, value="5"),
    ]
    told = asked(tmp_path, TOOK, {TIMES: rows})
    assert column(told, "days") == {"Spanish, A1": Decimal("60.0"), "Spanish, A1, placement": Decimal("70.0")}
    assert told["Spanish, A1"] == {
        "days": Decimal("60.0"),
        "low": Decimal("50.0"),
        "high": Decimal("70.0"),
        "hours": Decimal("8.5"),
        "guided_from": 80,
        "guided_to": 110,
    }


@pytest.mark.parametrize(("share", "n", "told"), [("0.5", 40, True), ("0.2", 40, False), ("0.8", 40, False)])
def test_a_share_that_got_there_stands_for_ten_as_do_the_others(tmp_path: Path, share: str, n: int, told: bool) -> None:
    rows = [
        time("A1", "reached_by_180", n, 12, value=share, days_after=180),
        time("A1", "reached_by_30", n, 12, value="0.3", days_after=30),
        time("A1", "dropped_by_180", n, 12, value="0.3", days_after=180),
    ]
    expected = {"Spanish, A1, in 180 days": Decimal(share).quantize(Decimal("0.01"))} if told else {}
    assert column(asked(tmp_path, REACHED, {TIMES: rows}), "rate") == expected


@pytest.mark.parametrize(("there", "n", "told"), [(22, 31, False), (9, 31, False), (1, 30, False), (21, 31, True)])
def test_a_rounded_share_stands_for_the_learners_that_it_is_of(tmp_path: Path, there: int, n: int, told: bool) -> None:
    share = str(round(Decimal(there) / n, 9))
    rows = [time("A1", "reached_by_180", n, 12, value=share, days_after=180)]
    assert bool(asked(tmp_path, REACHED, {TIMES: rows})) == told


def test_days_and_hours_are_told_of_ten_each(tmp_path: Path) -> None:
    """Each by the learners of its own clock."""
    rows = [
        time("A1", "median", 40, 12, value="60"),
        time("A1", "median", 40, 9, value="8.5", clock="hours"),
        time("A2", "median", 40, 0, value="60"),
        time("A2", "median", 40, 12, value="9.5", clock="hours"),
        time("B1", "median", 40, 12, value="70"),
        time("B1", "median", 11, 10, value="7.5", clock="hours"),
    ]
    told = asked(tmp_path, TOOK, {TIMES: rows})
    assert column(told, "hours") == {"Spanish, A1": None, "Spanish, A2": Decimal("9.5"), "Spanish, B1": Decimal("7.5")}
    assert column(told, "days")["Spanish, A1"] == Decimal("60.0")


def test_who_comes_back_is_of_all_months_that_are_told(tmp_path: Path) -> None:
    rows = [
        back(0, 7, 40, 20),
        back(1, 7, 20, 16),
        back(4, 7, 900, None),
        back(8, 7, 20, 0),
        back(0, 14, 40, 9),
        back(0, 21, 40, 31),
        back(0, 28, 15, 15),
        back(0, 7, 40, 40, kind="on"),
    ]
    told = asked(tmp_path, CAME_BACK, {RETENTION: rows})
    assert column(told, "rate") == {"week 01": Decimal("0.45")}


@pytest.mark.parametrize(
    "hidden",
    [
        [back(4, 7, 40, 35)],
        [back(4, 7, 40, 5)],
        [back(4, 7, 15, 15)],
        [back(4, 7, 15, 0)],
        [back(4, 7, 40, 12), back(5, 7, 40, None)],
    ],
)
def test_a_month_that_is_not_told_has_no_say_in_all_months(tmp_path: Path, hidden: list[dict[str, Any]]) -> None:
    """Whoever knows how many began in it would have it by subtraction."""
    rows = [back(0, 7, 40, 20), back(8, 7, 40, 30)]
    alone = asked(tmp_path / "alone", CAME_BACK, {RETENTION: rows})
    assert asked(tmp_path / "hidden", CAME_BACK, {RETENTION: [*rows, *hidden]}) == alone
    assert column(alone, "rate") == {"week 01": Decimal("0.63")}


def test_cohorts_of_few_and_those_not_known_yet_are_not_told(tmp_path: Path) -> None:
    """A month is known when all of its weeks are."""
    rows = [
        *[back(0, 7, 40, 20), back(0, 14, 40, 9), back(0, 21, 40, 20)],
        *[back(1, 7, 20, 10), back(1, 21, 40, None)],
        *[back(4, 7, 12, 10), back(8, 7, 30, 0)],
    ]
    assert column(asked(tmp_path, COHORTS, {RETENTION: rows}), "rate") == {
        "2025-01, week 01": Decimal("0.50"),
        "2025-03, week 01": Decimal("0.00"),
    }


@pytest.mark.parametrize("made", [9, 31])
def test_errors_of_few_or_of_all_but_few_are_not_told(tmp_path: Path, made: int) -> None:
    rows = [wrong("A1", 40, 20, "12.55"), wrong("A2", 40, made, "3"), wrong("A1", 40, 20, "5", error_type="grammar")]
    rows += [wrong("B1", 40, 20, "4", status="TOO_FEW")]
    assert column(asked(tmp_path, CORRECTED, {ERRORS: rows}), "rate") == {"Spanish, A1": Decimal("12.6")}
