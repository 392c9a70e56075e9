"""docs/watching.md: each statement answers, KQL asks for what lines hold, and the figures are those of the code."""

from __future__ import annotations

import json
import re

import pytest
from checkout import ROOT
from small_warehouse import Edulake

from edulake.config.alerts import KINDS, Alerts
from edulake.config.follow import Follow
from edulake.jobs.runner.log import FIELDS
from edulake.ops.alerts import costs
from edulake.ops.runs import COUNTS

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "watching.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.+?)\n```", PAGE, re.DOTALL)


@pytest.mark.parametrize("statement", blocks("sql"))
def test_each_statement_answers(edulake: Edulake, statement: str) -> None:
    said = edulake("sql", statement, "--json")
    assert said.code == 0, said.err
    assert isinstance(said.json, list)


def test_kql_asks_for_what_lines_hold() -> None:
    text = "\n".join(blocks("kql"))
    assert len(blocks("kql")) > len(blocks("sql")) > 4
    fields, counts = set(re.findall(r"line\.(\w+)", text)), set(re.findall(r"counts\.(\w+)", text))
    assert (fields - set(FIELDS), counts - set(COUNTS)) == (set(), set())
    [line] = [json.loads(line) for line in blocks("json")]
    assert tuple(line) == FIELDS
    assert set(line["counts"]) <= set(COUNTS)


def test_figures_are_those_of_the_code() -> None:
    alerts, follow = Alerts(), Follow()
    for kind in KINDS:
        assert re.search(rf"^\| .*\b{kind}\b.* \|", PAGE, re.MULTILINE), kind
    said = [f"`refused_share` ({alerts.refused_share:.0%}", f"`faulty_share` ({alerts.faulty_share:.0%}"]
    said = [text.replace("%", " %") for text in said] + [f"`judged_records` ({alerts.judged_records})"]
    said += [f"every = {follow.every} ", f"gold_every = {follow.gold_every} ", f"score_every = {follow.score_every} "]
    said += [f"the last {costs.NEWEST} runs", f"fewer than {costs.FEWEST} such", f"{costs.LEAST_MORE // 1000} seconds"]
    assert [text for text in said if text not in PAGE] == []
    assert (costs.TIMES, costs.DEVIATIONS) == (2, 9)
