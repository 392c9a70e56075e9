"""Which surveys news touch: those whose rows are others, and none that people without news answered."""

from __future__ import annotations

from typing import Any

import pytest
import reached
from members_of import stay
from products import Silver
from pyspark.sql import SparkSession
from survey_states import OF_ROWS, state, worlds
from surveys_of import FALL, NEXT_FALL, answer, by, given, invited, item

from edulake.gold import PRODUCTS
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES_TABLE

pytestmark = pytest.mark.once
Row = dict[str, Any]
RESULTS, OPTIONS, CONSTRUCTS = (PRODUCTS[f"survey_{name}"] for name in ("results", "options", "constructs"))

# S answers V, T its repetition W a year later, U the survey E of no family; N answers nothing.
S, T, U, N = (stay(who, "X", grade_level="1st Grade") for who in "STUN")
OF_S = by("S", "1", "V", FALL)
SCHOOL = given(
    [item("Q", "V"), item("Q", "W"), item("Q", "E", family=None)],
    [OF_S, by("T", "2", "W", NEXT_FALL), by("U", "3", "E", NEXT_FALL)],
    [answer("1", "Q", "4"), answer("2", "Q", "5", survey_id="W"), answer("3", "Q", "3", survey_id="E")],
    [invited(9)],
    [S, T, U, N],
)
# News of a table, by the rows that are others; the surveys compared that they touch, and those that are not.
NEWS: dict[str, tuple[Silver, str, str]] = {
    "who answered nothing": ({MEMBERSHIPS_TABLE: [{**N, "exit_date": "2024-10-01"}]}, "", ""),
    "who leaves after the answer": ({MEMBERSHIPS_TABLE: [{**S, "exit_date": FALL}]}, "", ""),
    "who left before": ({MEMBERSHIPS_TABLE: [{**S, "exit_date": "2024-10-07"}]}, "VW", "V"),
    "another grade level": ({MEMBERSHIPS_TABLE: [{**T, "grade_level": "2nd Grade"}]}, "VW", "W"),
    "of a survey without a family": ({MEMBERSHIPS_TABLE: [{**U, "grade_level": "2nd Grade"}]}, "E", "E"),
    "an answer": ({SURVEY_ANSWERS_TABLE: [answer("1", "Q", "2")]}, "VW", "V"),
    "a response to another survey": ({SURVEY_RESPONSES_TABLE: [{**OF_S, "survey_id": "E"}]}, "EVW", "EV"),
    "an item that leaves its family": ({SURVEY_ITEMS_TABLE: [item("Q", "W", family=None)]}, "VW", "W"),
    "an item that joins one": ({SURVEY_ITEMS_TABLE: [item("Q", "E")]}, "EVW", "E"),
    "who was asked": ({SURVEY_INVITATIONS_TABLE: [invited(8)]}, "VW", ""),
}


def after(changed: Silver) -> Silver:
    """The school with these rows in the place of those that are told apart alike."""
    found = dict(SCHOOL)
    for table, rows in changed.items():
        keyed = {tuple(row.get(name) for name in OF_ROWS[table]): row for row in [*SCHOOL[table], *rows]}
        found[table] = [*keyed.values()]
    return found


def both(*cases: Silver) -> list[reached.State]:
    """The school before and after, once for each case."""
    states: list[reached.State] = [{table: [] for table in OF_ROWS} for _ in range(2)]
    for n, changed in enumerate(cases):
        for one, silver in zip(states, (SCHOOL, after(changed)), strict=True):
            for table, rows in state(f"{n:02}", silver).items():
                one[table] += rows
    return states


@pytest.fixture(scope="module")
def touched(spark: SparkSession) -> dict[str, dict[str, str]]:
    """By product and case the surveys that are touched, of all cases at once."""
    states = both(*[changed for changed, *_ in NEWS.values()])
    found: dict[str, dict[str, str]] = {}
    for product in (RESULTS, OPTIONS):
        keys = sorted(reached.touched(product, spark, states, []))
        named = {case: [survey for source, survey in keys if source == f"{n:02}sis"] for n, case in enumerate(NEWS)}
        found[product.name] = {case: "".join(surveys) for case, surveys in named.items()}
    return found


@pytest.mark.parametrize("case", NEWS)
def test_surveys_that_news_touch(case: str, touched: dict[str, dict[str, str]]) -> None:
    _, compared, alone = NEWS[case]
    assert (touched["survey_results"][case], touched["survey_options"][case]) == (compared, alone)


def test_who_moves_changes_the_rows_of_the_survey_that_they_answered(spark: SparkSession) -> None:
    """Computed for it alone they are what a rebuild makes."""
    states = both({MEMBERSHIPS_TABLE: [{**U, "grade_level": "2nd Grade"}]})
    assert reached.as_rebuilt(RESULTS, spark, states) == ({("00sis", "E")}, {("00sis", "E")})


@pytest.mark.more
@pytest.mark.parametrize(
    "product",
    [RESULTS, *[pytest.param(one, marks=pytest.mark.slow) for one in (OPTIONS, CONSTRUCTS)]],
    ids=lambda product: product.name,
)
def test_after_news_by_chance_surveys_are_those_of_a_rebuild(product: Any, spark: SparkSession) -> None:
    states = worlds(30)
    differ, keys = reached.as_rebuilt(product, spark, states)
    surveys = {(row["source_system"], row["survey_id"]) for row in states[0][SURVEY_RESPONSES_TABLE]}
    assert len(differ) > 20
    assert len(keys & surveys) < len(surveys)
