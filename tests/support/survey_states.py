"""States of surveys, told by sources of their own: what is asked, answered and known of members, and small news of it."""

from __future__ import annotations

import random
from typing import Any

import reached
from products import Silver
from reached import State
from surveys_of import chance

from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES_TABLE

Row = dict[str, Any]
# By what rows of a table are told apart within a world.
OF_ROWS = {
    MEMBERSHIPS_TABLE: ("source_system", "student_id", "school_id", "entry_date"),
    SURVEY_RESPONSES_TABLE: ("response_id",),
    SURVEY_ANSWERS_TABLE: ("response_id", "item_code", "option"),
    SURVEY_ITEMS_TABLE: ("survey_id", "item_code"),
    SURVEY_INVITATIONS_TABLE: ("survey_id", "school_id", "respondent_kind"),
}


def state(world: str, silver: Silver) -> State:
    return reached.of_world(world, silver, OF_ROWS)


def by_chance(seed: int) -> Silver:
    """A few responses to four surveys, of which a system without members tells of one; its own tells of two more stays."""
    luck, silver = random.Random(seed), chance(seed)
    responses = luck.sample(silver[SURVEY_RESPONSES_TABLE], 16)
    survey_of = {row["response_id"]: row["survey_id"] for row in responses}
    stays = silver[MEMBERSHIPS_TABLE]
    found = {
        **silver,
        SURVEY_RESPONSES_TABLE: responses,
        SURVEY_ANSWERS_TABLE: [
            {**row, "survey_id": survey_of[row["response_id"]]}
            for row in silver[SURVEY_ANSWERS_TABLE]
            if row["response_id"] in survey_of
        ],
        MEMBERSHIPS_TABLE: [*stays, *[{**row, "source_system": "t"} for row in luck.sample(stays, 2)]],
    }
    lms = {"source_system": "lms"}
    return {t: [{**row, **(lms if row.get("survey_id") == "D" else {})} for row in rows] for t, rows in found.items()}


def worlds(number: int) -> list[State]:
    return reached.worlds(number, by_chance, OF_ROWS)
