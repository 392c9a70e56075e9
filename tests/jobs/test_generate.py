"""generate: how many students may be asked for, and that the run's counts are the truth."""

from __future__ import annotations

import argparse
from typing import Any

import pytest
from steps import Held

from edulake.config.settings import Settings
from edulake.errors import ConfigError
from edulake.jobs import generate as job
from edulake.jobs.runner.context import Context
from edulake.jobs.steps.generate import SystemTruth, Truth
from edulake.jobs.steps.generate.district.plan import LASTS

pytestmark = pytest.mark.once
COUNTS = {"delivered": 9, "accepted": 4, "quarantined": 3, "duplicate": 2, "stale": 0, "students": 4}
SYSTEM = SystemTruth(files=2, **COUNTS, reasons={}, score_sum="0.00", engagement_sum="0", planted={})


def context(*words: str, dry_run: bool = False) -> tuple[Context, list[str]]:
    parser = argparse.ArgumentParser()
    job.arguments(parser)
    options = parser.parse_args(["--out", "there", *words])
    made = Context(Settings(), Held("a session", {}), {}, dry_run, options)
    said: list[str] = []
    made.say = said.append
    return made, said


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked of the generator, which says what it would have written."""
    calls: list[dict[str, Any]] = []

    def generate(spark: Any, out: str, **how: Any) -> Truth:
        calls.append({"spark": spark, "out": out, **how})
        return Truth(how, {"lms": SYSTEM})

    monkeypatch.setattr(job, "generate", generate)
    return calls


@pytest.mark.parametrize("students", ["0", "-1", "10000001"])
def test_numbers_out_of_range_are_refused(students: str, asked: list[dict[str, Any]]) -> None:
    with pytest.raises(ConfigError) as stopped:
        job.run(context("--students", students, dry_run=True)[0])
    assert (stopped.value.why, stopped.value.fix) == (students, "give 1 to 10,000,000")
    assert asked == []


@pytest.mark.parametrize("students", [1, 10_000_000])
def test_the_fewest_and_the_most(students: int, asked: list[dict[str, Any]]) -> None:
    job.run(context("--students", str(students))[0])
    assert [call["students"] for call in asked] == [students]


def test_a_dry_run_says_what_it_would_do(asked: list[dict[str, Any]]) -> None:
    made, said = context(dry_run=True)
    assert job.run(made) == []
    assert (asked, said) == ([], ["generate 1,000 students into there"])


def test_what_was_written_is_the_run(asked: list[dict[str, Any]]) -> None:
    made, said = context("--students", "5", "--seed", "3", "--ability", "--first-student", "100")
    [run] = job.run(made)
    assert asked == [
        {"spark": "a session", "out": "there", "students": 5, "seed": 3, "ability": True, "students_from": 100}
    ]
    assert said == ["generate lms: 9 records in 2 files"]
    [entry] = run.entries
    assert (entry.table_name, entry.source_system, entry.files_new, entry.records_in) == ("lms", "lms", 2, 9)
    assert (entry.accepted, entry.quarantined, entry.duplicate, entry.stale) == (4, 3, 2, 0)
    entry.must_balance()


def test_without_further_words_pure_chance_of_the_first_students_is_written(asked: list[dict[str, Any]]) -> None:
    job.run(context()[0])
    assert (asked[0]["seed"], asked[0]["students_from"], asked[0]["ability"]) == (1, 0, False)


def test_a_district_says_what_happened_in_it(asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def generate_district(spark: Any, out: str, **how: Any) -> dict[str, Any]:
        calls.append({"out": out, **how})
        return {"records": {"incidents": 3, "attendance": 40}, "again": {"incidents": 2}}

    monkeypatch.setattr(job, "generate_district", generate_district)
    made, said = context("--district", "--students", "400", "--years", "3")
    [run] = job.run(made)
    assert calls == [{"out": "there", "students": 400, "seed": 1, "years": 3, "only": ()}]
    assert said == [
        f"generate {', '.join(LASTS)}: in each delivery all that is known by then",
        "generate incidents: 5 records",
        "generate attendance: 40 records",
    ]
    fates = ("table_name", "records_in", "accepted", "duplicate")
    told = [tuple(getattr(entry, of) for of in fates) for entry in run.entries]
    assert told == [("incidents", 5, 3, 2), ("attendance", 40, 40, 0)]
    for entry in run.entries:
        entry.must_balance()
    assert asked == []

    only = ["incidents", "attendance", "staff"]
    made, said = context("--district", "--only", *only)
    job.run(made)
    assert calls[1:] == [{"out": "there", "students": 1000, "seed": 1, "years": 2, "only": only}]
    assert said[0] == "generate staff: in each delivery all that is known by then"
    made, said = context("--district", "--only", *only, dry_run=True)
    job.run(made)
    assert (len(calls), said) == (2, ["generate 1,000 students into there: incidents, attendance, staff"])


def test_a_district_by_ed_fi_says_its_lines(asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def generate_edfi(spark: Any, out: str, **how: Any) -> dict[str, Any]:
        calls.append({"out": out, **how})
        return {
            "resources": {"students": {"objects": 3, "lines": 4, "twice": 1}, "schools": {"objects": 6, "lines": 6}}
        }

    monkeypatch.setattr(job, "generate_edfi", generate_edfi)
    made, said = context("--edfi", "--students", "400", "--standard", "5")
    [run] = job.run(made)
    job.run(context("--edfi")[0])
    assert calls == [
        {"out": "there", "students": 400, "seed": 1, "years": 2, "standard": "5"},
        {"out": "there", "students": 1000, "seed": 1, "years": 2, "standard": "6"},
    ]
    assert said == ["generate students: 4 lines", "generate schools: 6 lines"]
    told = [(entry.table_name, entry.records_in, entry.accepted, entry.duplicate) for entry in run.entries]
    assert told == [("students", 4, 3, 1), ("schools", 6, 6, 0)]
    for entry in run.entries:
        entry.must_balance()
    assert asked == []


def test_an_app_for_languages_says_its_records(asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that wait for another record are refused; with nothing planted there is nothing to be found."""
    calls: list[tuple[Any, ...]] = []

    def generate_language(spark: Any, out: str, learners: int, seed: int, *, planted: bool) -> dict[str, Any]:
        calls.append((spark, out, learners, seed, planted))
        return {"records": {"conversations": {"told": 5, "late": 1}, "messages": {"told": 40, "waiting": 2}}}

    monkeypatch.setattr(job, "generate_language", generate_language)
    made, said = context("--language", "7", "--seed", "4")
    [run] = job.run(made)
    job.run(context("--language", "10000000", "--no-effect")[0])
    assert calls == [("a session", "there", 7, 4, True), ("a session", "there", 10_000_000, 1, False)]
    assert said == ["generate conversations: 5 records", "generate messages: 42 records"]
    told = [(entry.table_name, entry.source_system, entry.accepted, entry.quarantined) for entry in run.entries]
    assert told == [("conversations", "babblr", 5, 0), ("messages", "babblr", 40, 2)]
    for entry in run.entries:
        entry.must_balance()
    made, said = context("--language", "1000", dry_run=True)
    assert (job.run(made), said) == ([], ["generate 1,000 learners of languages into there"])
    assert asked == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--language", "0"), "--language is out of range"),
        (("--language", "10000001"), "--language is out of range"),
        (("--language", "5", "--ability"), "--first-student and --ability are for files of three systems"),
        (("--no-effect",), "--no-effect is about nothing"),
        (("--district", "--no-effect"), "--no-effect is about nothing"),
        (("--edfi", "--only", "students"), "--only is about nothing"),
    ],
)
def test_words_that_do_not_go_together(words: tuple[str, ...], what: str, asked: list[dict[str, Any]]) -> None:
    with pytest.raises(ConfigError) as stopped:
        job.run(context(*words)[0])
    assert stopped.value.what == what
    assert asked == []


@pytest.mark.parametrize(
    "words", [("--district", "--edfi"), ("--language", "5", "--edfi"), ("--edfi", "--standard", "4")]
)
def test_what_cannot_be_generated_is_no_choice(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        context(*words)
    assert words[-1] in capsys.readouterr().err
