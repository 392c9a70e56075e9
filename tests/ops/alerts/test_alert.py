"""What an alert says: one title, a paragraph for each, and the same as data."""

from __future__ import annotations

import pytest

from edulake.errors import BalanceError, ConfigError, ContractError, UnreadableError
from edulake.ops.alerts.alert import Alert, Message, of_failure

pytestmark = pytest.mark.once

DRIFT = Alert("drift", "course_result-40 sees other data", "2 of 31 features", "train it again")
BARE = Alert("refused", "2 files of sis were refused")


def test_a_failure_is_told_by_kind() -> None:
    """Whether records are missing is another question than whether a job ran: it has a kind of its own."""
    unbalanced = of_failure("pipeline", BalanceError("oulad does not balance", "3 came, 2 left", "run it again"))
    assert unbalanced == Alert(
        "unbalanced", "pipeline failed (UNBALANCED): oulad does not balance", "3 came, 2 left", "run it again"
    )
    for error in (UnreadableError("no landing folder"), ConfigError("no such key"), ContractError("another type")):
        assert of_failure("ml_train", error) == Alert("failed", f"ml_train failed ({error.code}): {error.what}")


def test_the_title_is_the_first_alert_and_how_many_more() -> None:
    assert Message("pipeline", "r", [DRIFT]).title == "edulake: course_result-40 sees other data"
    assert (
        Message("pipeline", "r", [DRIFT, BARE, BARE]).title == "edulake: course_result-40 sees other data (and 2 more)"
    )


def test_the_text_has_a_paragraph_for_each_and_ends_with_the_run() -> None:
    """What is not known is no line."""
    assert Message("pipeline", "run-7", [DRIFT, BARE]).text == (
        "course_result-40 sees other data\n2 of 31 features\nDo: train it again\n\n"
        "2 files of sis were refused\n\n"
        "Run run-7 of pipeline"
    )


def test_as_json_programs_find_each_field() -> None:
    told = Message("pipeline", "run-7", [DRIFT, BARE])
    assert told.as_json() == {
        "text": f"{told.title}\n\n{told.text}",
        "job": "pipeline",
        "run_id": "run-7",
        "alerts": [
            {"kind": "drift", "what": DRIFT.what, "why": DRIFT.why, "fix": DRIFT.fix},
            {"kind": "refused", "what": BARE.what, "why": "", "fix": ""},
        ],
    }


def test_for_slack_nothing_is_markup() -> None:
    told = Message("pipeline", "run-7", [Alert("failed", "a < b & c > d &amp;", "<!channel>")])
    assert told.as_slack() == {
        "text": "edulake: a &lt; b &amp; c &gt; d &amp;amp;\n\n"
        "a &lt; b &amp; c &gt; d &amp;amp;\n&lt;!channel&gt;\n\nRun run-7 of pipeline"
    }


def test_for_teams_a_card_with_a_block_for_each_paragraph() -> None:
    told = Message("pipeline", "run-7", [DRIFT, BARE]).as_teams()
    [card] = told["attachments"]
    assert (told["type"], card["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert (card["content"]["type"], card["content"]["version"]) == ("AdaptiveCard", "1.4")
    blocks = [(block["text"], block.get("weight"), block["wrap"]) for block in card["content"]["body"]]
    assert blocks == [
        ("edulake: course_result-40 sees other data (and 1 more)", "Bolder", True),
        ("course_result-40 sees other data\n2 of 31 features\nDo: train it again", None, True),
        ("2 files of sis were refused", None, True),
        ("Run run-7 of pipeline", None, True),
    ]
