"""What the tables must say of surveys, counted once more in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.answers import PLACEHOLDER

pytestmark = [pytest.mark.once, pytest.mark.more]


def counting(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of each person the newest complete response, else the newest; all others each by itself."""
    best: dict[Any, dict[str, Any]] = {}
    for row in rows:
        if not row["is_aside"]:
            guardian = row["guardian_id"] if row["guardian_id"] != PLACEHOLDER else None
            person = row["survey_id"], guardian or row["staff_id"] or row["response_id"]
            rank = row["status"] == "Complete", row["submitted_date"]
            if person not in best or rank > (best[person]["status"] == "Complete", best[person]["submitted_date"]):
                best[person] = row
    return {row["response_id"]: row for row in best.values()}


def test_who_was_asked_and_answered_all(truth: dict[str, Any], delivered: Any) -> None:
    responses = counting(delivered("survey_responses"))
    complete = Counter(row["survey_id"] for row in responses.values() if row["status"] == "Complete")
    invited: Counter[str] = Counter()
    for row in delivered("survey_invitations"):
        invited[row["survey_id"]] += int(row["invited"])
    assert {survey: (of["invited"], of["complete"]) for survey, of in truth["responded"].items()} == {
        survey: (asked, complete[survey]) for survey, asked in invited.items()
    }
    assert len(responses) < len([row for row in delivered("survey_responses") if not row["is_aside"]])


def test_what_was_answered(truth: dict[str, Any], told: Any, delivered: Any) -> None:
    responses = counting(delivered("survey_responses"))
    items = {(row["survey_id"], row["item_code"]): row for row in told["survey_items"] if row["scale_min"]}
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in delivered("survey_answers"):
        item = items.get((row["survey_id"], row["item_code"]))
        if item is None or row["response_id"] not in responses:
            continue
        of, value = counts[row["survey_id"]][row["item_code"]], row["value"]
        of["n_no_response"] += value is None
        of["n_not_applicable"] += value == "Does not apply"
        if value and value.isdigit() and int(item["scale_min"]) <= int(value) <= int(item["scale_max"]):
            is_turned = (item["is_reversed"], item["stored_reversed"]) == ("Yes", "No")
            score = int(item["scale_min"]) + int(item["scale_max"]) - int(value) if is_turned else int(value)
            of["n_valid"] += 1
            of["sum"] += score
            of["favourable"] += score >= int(item["favourable_from"])
    assert truth["answered"] == counts
    assert len(counts) == 6


def test_what_cannot_be_read_as_it_stands(truth: dict[str, Any], delivered: Any) -> None:
    responses = [row for row in delivered("survey_responses") if not row["is_aside"]]
    answers = [row for row in delivered("survey_answers") if not row["is_aside"]]
    assert truth["flagged"] == {
        "survey_responses": sum(row["guardian_id"] == PLACEHOLDER for row in responses),
        "survey_answers": sum(row["value"] == "99" for row in answers),
    }
    assert min(truth["flagged"].values()) > 0
