"""Who answers, and what: as favourably as is planted, and no student by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.answers import DOES_NOT_APPLY, LEFT_FROM, OWN_WORDS, PLACEHOLDER
from edulake.jobs.steps.generate.district.surveys import ITEMS, OPTIONS, SURVEYS

pytestmark = [pytest.mark.once, pytest.mark.more]
OFF_SCALE = "99"
CODES = [item.code for item in ITEMS]
ON_SCALE = {item.code for item in ITEMS if item.form == "Single"}


def test_students_are_not_named_and_others_are_by_their_kind(told: Any) -> None:
    rows = told["survey_responses"]
    assert len({row["response_id"] for row in rows}) == len(rows)
    for row in rows:
        named = {"Parent": row["guardian_id"], "Staff": row["staff_id"]}
        is_test = row["is_test"] == "Yes"
        assert row["is_anonymous"] == ("Yes" if row["respondent_kind"] == "Student" else "No")
        assert {kind for kind, who in named.items() if who} == {row["respondent_kind"]} - {"Student"} or is_test
        assert (row["is_aside"], row["told_on"]) == (is_test, row["submitted_date"][:10])
    tested = Counter(row["survey_id"] for row in rows if row["is_test"] == "Yes")
    assert tested == dict.fromkeys((f"{survey.name}-{year}" for survey in SURVEYS for year in (2024, 2025)), 1)


def test_some_parents_answer_twice_and_some_mailings_fill_in_nothing(told: Any) -> None:
    parents = [row for row in told["survey_responses"] if row["respondent_kind"] == "Parent" and not row["is_aside"]]
    times = Counter((row["survey_id"], row["guardian_id"]) for row in parents if row["guardian_id"] != PLACEHOLDER)
    assert set(times.values()) == {1, 2}
    assert sum(row["guardian_id"] == PLACEHOLDER for row in parents) > 0


def test_each_response_has_a_row_for_each_item(told: Any) -> None:
    statuses = {row["response_id"]: row["status"] for row in told["survey_responses"]}
    answers = defaultdict(dict)
    for row in told["survey_answers"]:
        answers[row["response_id"]][row["item_code"]] = row["value"]
    assert answers.keys() == statuses.keys()
    assert set(statuses.values()) == {"Complete", "Partial"}
    for response, of in answers.items():
        assert [*of] == CODES
        if statuses[response] == "Partial":
            assert {of[code] for code in CODES[LEFT_FROM:]} == {None}


def test_values_are_those_that_an_item_may_have(told: Any) -> None:
    values = defaultdict(set)
    for row in told["survey_answers"]:
        values[row["survey_id"].partition("-")[0], row["item_code"]].add(row["value"])
    for survey in SURVEYS:
        scale = {str(number) for number in range(1, survey.highest + 1)}
        said = set().union(*(values[survey.name, code] for code in ON_SCALE))
        assert said - {None, DOES_NOT_APPLY, OFF_SCALE} == scale
        assert values[survey.name, "Q8"] <= {None, OWN_WORDS}
    chosen = values["Students", "Q7"]
    assert {f"{OPTIONS[0]}|{OPTIONS[1]}", OPTIONS[0], None} <= chosen
    assert {None, DOES_NOT_APPLY, OFF_SCALE} <= {row["value"] for row in told["survey_answers"]}


def test_answers_are_as_favourable_as_is_planted(told: Any) -> None:
    """Of students more from year to year, and what is asked the other way round is answered so."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    turned = {item.code for item in ITEMS if item.is_reversed and not item.stored_reversed}
    [students] = [survey for survey in SURVEYS if survey.kind == "Student"]
    for row in told["survey_answers"]:
        family, _, year = row["survey_id"].partition("-")
        if family == students.name and row["item_code"] in ON_SCALE and row["value"] in {*"12345"}:
            score = 6 - int(row["value"]) if row["item_code"] in turned else int(row["value"])
            of = counts["turned" if row["item_code"] in turned else "plain", year]
            of[0] += score >= students.favourable_from
            of[1] += 1
    shares = {key: good / of for key, (good, of) in counts.items()}
    for kind in ("plain", "turned"):
        assert shares[kind, "2024"] == pytest.approx(0.52, abs=0.09)
        assert shares[kind, "2025"] == pytest.approx(0.58, abs=0.09)
