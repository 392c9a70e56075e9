"""Sources of answers, and the list of items by which each is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edulake.bronze import Source, sources
from edulake.config.settings import SourceSettings
from edulake.config.spread import Spread
from edulake.errors import ConfigError
from edulake.silver.wellbeing.survey_items import FORM

pytestmark = pytest.mark.once

ITEMS = SourceSettings(
    "csv",
    files="*",
    subject="survey_items",
    system="tool",
    columns={name: name for name in ("survey_id", "item_code", "form")},
)
ANSWERS = SourceSettings(
    "csv",
    files="*",
    subject="survey_answers",
    system="tool",
    columns={name: name for name in ("survey_id", "response_id", "item_code", "value")},
)


def answering(**blocks: SourceSettings) -> Source:
    [found] = [one for one in sources(blocks) if (one.name, one.subject) == ("tool", "survey_answers")]
    return found


def test_answers_are_read_by_the_items_of_their_system() -> None:
    read = answering(items=ITEMS, answers=ANSWERS)
    assert read.spreads
    [reference] = read.references
    assert (reference.table, reference.key, reference.snapshot) == (FORM.table, FORM.identity, False)
    assert read.delivering(FORM.table) == "tool"
    assert read.items
    assert read.items.system == "tool"
    assert read.recalls
    assert not answering(items=ITEMS, answers=replace(ANSWERS, snapshot=True)).recalls
    of_one = replace(ITEMS, columns={"item_code": "q", "form": "f"}, constants={"survey_id": "V"}, snapshot=True)
    [reference] = answering(items=of_one, answers=ANSWERS).references
    assert (reference.key, reference.snapshot) == (("raw_item_code",), True)


def test_answers_without_a_list_are_read_by_what_they_say_themselves() -> None:
    for blocks in ({}, {"items": replace(ITEMS, system="other")}):
        read = answering(answers=ANSWERS, **blocks)
        assert (read.spreads, read.references, read.items) == (True, (), None)


def test_nothing_else_is_read_by_items() -> None:
    responses = SourceSettings(
        "csv",
        files="*",
        subject="survey_responses",
        system="tool",
        columns={name: name for name in ("survey_id", "response_id", "respondent_kind")},
    )
    for one in sources({"items": ITEMS, "responses": responses}):
        assert (one.items, one.calls) == (None, ())


def test_what_answers_are_made_by() -> None:
    """A list that is read in another way makes other answers."""
    told: dict[str, Any] = {
        "as it is": ITEMS,
        "snapshot": replace(ITEMS, snapshot=True),
        "comma": replace(ITEMS, decimal_comma=True),
        "constant": replace(ITEMS, constants={"scale_min": "1"}),
        "column": replace(ITEMS, columns={**ITEMS.columns, "form": "kind"}),
    }
    made = {name: answering(items=items, answers=ANSWERS) for name, items in told.items()}
    assert len({str(source.items and source.items.settings) for source in made.values()}) == len(told)
    assert all(len(source.calls) == 2 for source in made.values())


def test_a_list_whose_columns_are_items_cannot_be_meant() -> None:
    wide = replace(ITEMS, columns={"survey_id": "s", "form": "f"}, spread=Spread("text", header={"item_code": "whole"}))
    with pytest.raises(ConfigError, match="items of source tool have a spread"):
        answering(items=wide, answers=ANSWERS)
