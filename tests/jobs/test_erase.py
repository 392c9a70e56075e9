"""erase asks before it forgets, says what would go, and refuses what it cannot mean; nothing is written until then."""

from __future__ import annotations

import argparse
from typing import Any

import pytest
from lake import Lake, record

from edulake.errors import ConfigError, EdulakeError
from edulake.jobs import erase
from edulake.ops.tables import ERASURES
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = pytest.mark.once
KEY = "EDULAKE_ERASURE_KEY_OF_A_TEST"


def named(**given: Any) -> argparse.Namespace:
    nobody = {"student": [], "staff": [], "guardian": [], "applicant": [], "people": None, "source": None}
    return argparse.Namespace(**{**nobody, "with_landing": False, "only_found": False, "yes": False, **given})


def ran(lake: Lake, *, dry_run: bool = False, **given: Any) -> list[Any]:
    context = lake.context()
    context.options, context.dry_run, context.store.reading = named(**given), dry_run, dry_run
    return erase.run(context)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--studnet", "S1042"], "unrecognized arguments: --studnet"),
        (["--studnet=S1042"], "unrecognized arguments: --studnet"),
        (["S1042"], "unrecognized arguments: words without an option"),
        (["--st=S1042"], "ambiguous option: --st could match --student, --staff"),
    ],
)
def test_a_wrong_option_does_not_tell_who_was_meant(
    wrong: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase.main(wrong) == 2
    told = capsys.readouterr()
    assert says in told.err.splitlines()[0]
    assert "S1042" not in told.err + told.out


def test_rows_that_came_meanwhile_are_not_said_to_be_gone() -> None:
    erase._must_be_gone({STUDENTS_TABLE: 0})
    with pytest.raises(EdulakeError, match="not erased yet") as error:
        erase._must_be_gone({STUDENTS_TABLE: 2, ERASURES: 0})
    assert error.value.why == "2 rows were written meanwhile, to 1 tables"


def test_nothing_goes_unasked(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = lake.configured(f'[erasure]\nkey = "env:{KEY}"\n')
    lake.deliver_json("lms_system_a/a.jsonl", record(), record(assessment_id="A-2", student_id="SECRET7"))
    lake.run(subject=["assessments"], product=["student_performance_summary"])
    versions = lake.versions()
    with pytest.raises(ConfigError, match="no secret"):
        ran(lake, student=["SECRET7"])
    monkeypatch.setenv(KEY, "a key of thirty-two characters..")

    ran(lake, dry_run=True, student=["SECRET7"])
    assert "erase   bronze.student_assessments_raw: 1 rows would go" in lake.said
    assert "erase   gold.student_performance_summary: 1 rows would go" in lake.said
    with pytest.raises(ConfigError, match="nobody is erased"):
        ran(lake, student=["SECRET8"])
    with pytest.raises(ConfigError, match="1 of 2 people named are found nowhere"):
        ran(lake, student=["SECRET8", "SECRET7"], yes=True)
    ran(lake, dry_run=True, student=["SECRET8", "SECRET7"])
    assert "erase   1 of 2 people named are found nowhere: nothing is recorded of them" in lake.said
    with pytest.raises(ConfigError, match="nothing is erased yet") as error:
        ran(lake, student=["SECRET7", "SECRET8"], only_found=True)
    assert error.value.fix == "give --yes"
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _self: True})())
    monkeypatch.setattr("builtins.input", lambda _prompt: "no")
    assert ran(lake, student=["SECRET7"]) == []
    assert lake.versions() == versions
    assert not lake.store.exists(ERASURES)
    assert not any("SECRET" in line for line in lake.said)
