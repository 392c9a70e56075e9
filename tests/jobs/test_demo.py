"""demo: what people see first, what is still to come, and what they see when all is done."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from steps import Held

from edulake.config.early_warning import EarlyWarning
from edulake.config.load import shipped
from edulake.config.settings import Settings, SourceSettings
from edulake.errors import ConfigError
from edulake.jobs import demo
from edulake.jobs.runner.context import Context
from edulake.ops.runs import Entry, Journal, Run
from edulake.serving.report import page

pytestmark = pytest.mark.once


class Seen:
    """The demo's parts, in the order in which it does them; each only says that it was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.parts: list[str] = []
        self.folder = folder
        self.wrote = True
        monkeypatch.setattr(demo, "generate", lambda *_, **__: self.parts.append("generate"))
        monkeypatch.setattr(demo, "generate_district", lambda *_, **__: self.parts.append("generate district"))
        monkeypatch.setattr(demo, "generate_language", lambda *_: self.parts.append("generate language"))
        monkeypatch.setattr(demo.pipeline, "results", lambda _: self.ran("results"))
        monkeypatch.setattr(demo.pipeline, "early_warning", lambda *_: self.ran("early warning"))
        monkeypatch.setattr(demo.answers, "show_results", lambda _: self.parts.append("show results"))
        monkeypatch.setattr(demo.answers, "show_foreseen", lambda _: self.parts.append("show foreseen"))
        monkeypatch.setattr(Journal, "close", lambda _: self.parts.append("close journal"))
        monkeypatch.setattr(page, "make", self.page)

    def ran(self, job: str) -> list[Run]:
        self.parts.append(job)
        return [Run(job, entries=[Entry("a", version_before=1, version_after=2 if self.wrote else 1)])]

    def page(self, _: Any, out: Path) -> None:
        self.parts.append(f"page {out.name}")
        out.touch()


class Started(Held):
    """A store with a session."""

    def must_be_started(self) -> None:
        """It is."""

    def clear_staging(self) -> None:
        """Nothing is staged."""


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seen:
    monkeypatch.setenv("EDULAKE_HOME", str(tmp_path))
    return Seen(monkeypatch, tmp_path)


def ran(seen: Seen, *words: str, **settings: Any) -> list[str]:
    """What the demo says, for a person's words on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--landing")
    parser.add_argument("--warehouse")
    parser.add_argument("--dry-run", action="store_true")
    demo.arguments(parser)
    options = parser.parse_args(words)
    said: list[str] = []

    def say(text: str) -> None:
        seen.parts.append(f"say {text.partition(' ')[0]}")
        said.append(text)

    placed = demo.place(options, Settings(**settings))
    seen.runs = demo.run(Context(placed, Started("a session", {}), {}, False, options, tell=say))  # type: ignore[arg-type]
    return said


def test_a_demo_has_folders_of_its_own_unless_it_is_told_others(seen: Seen) -> None:
    home = seen.folder / "demo"
    chosen = demo.place(argparse.Namespace(landing=None, warehouse=None), Settings(landing="mine", warehouse="mine"))
    assert (chosen.landing, chosen.warehouse) == (str(home / "landing"), str(home / "warehouse"))
    told = demo.place(argparse.Namespace(landing="/l", warehouse="/w"), Settings())
    assert (told.landing, told.warehouse) == ("/l", "/w")


def test_answers_and_the_first_page_come_before_the_models(seen: Seen) -> None:
    """Then people are told what is still to come, and the page is made once more with it."""
    said = ran(seen)
    assert seen.parts == [
        *["say demo"] * 2,
        "generate",
        "say demo",
        "generate district",
        "say demo",
        "generate language",
        "results",
        "close journal",
        "show results",
        "page report.html",
        "say report",
        "say demo",
        "early warning",
        "close journal",
        "show foreseen",
        "page report.html",
        "say report",
    ]
    assert [run.job for run in seen.runs] == ["results", "early warning"]
    page_ = seen.folder / "demo" / "report.html"
    assert said[4] == f"report  first page, without models and lists: {page_}"
    assert "still to come: models" in said[5]
    assert said[6] == f"report  open {page_}"
    assert (seen.folder / "demo" / "landing" / "oulad" / "courses.csv").exists()


def test_a_demo_that_finds_nothing_new_makes_nothing_again(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies there is not generated again, and the page stays; all is shown once more, at the end."""
    ran(seen)
    seen.parts.clear()
    seen.wrote = False
    monkeypatch.setattr(
        demo, "is_generated", lambda landing, **asked: asked == {"students": 9, "seed": 1, "ability": True}
    )
    district = {"students": 8, "seed": 1, "years": 2}
    monkeypatch.setattr(demo, "is_district", lambda landing, **asked: asked == district)
    monkeypatch.setattr(demo, "is_language", lambda landing, *asked: asked == (7, 1))
    words = ("--students", "9", "--district", "8", "--language", "7")
    ran(seen, *words)
    assert seen.parts == [
        *["say demo"] * 4,
        *["results", "early warning", "close journal", "show results", "show foreseen", "say report"],
    ]
    (seen.folder / "demo" / "report.html").unlink()
    ran(seen, *words)
    assert seen.parts[-2:] == ["page report.html", "say report"], "a page that is missing is made"


@pytest.mark.parametrize(("word", "line"), [("district", "made-up district"), ("language", "learners of languages")])
def test_a_demo_without_a_district_or_languages(word: str, line: str, seen: Seen) -> None:
    said = ran(seen, f"--{word}", "0")
    assert f"generate {word}" not in seen.parts
    assert not [one for one in said if line in one]


def test_of_somebodys_own_files_nothing_is_generated_and_no_answer_shown(seen: Seen, tmp_path: Path) -> None:
    """They go through the same jobs to the same page; at the end stands where all of it is, and what is left out."""
    pytest.importorskip("rich", reason="the extra [cli] is not installed")
    school, home = tmp_path / "school", tmp_path / "w" / "school"
    school.mkdir()
    (school / "marks.csv").write_text("Student ID,Test Date,Subject,Score\nS1,03/14/2024,Art,80.5\n")
    (school / "absences.csv").write_text("Student ID,Abs Date,Abs Type\nS1,03/04/2024,Absent\n")
    words = ("--mine", str(school), "--warehouse", str(tmp_path / "w"))
    said = ran(seen, *words, "--quiet")
    jobs = ["results", "close journal", "page report.html", "early warning", "close journal", "page report.html"]
    assert [part for part in seen.parts if not part.startswith("say")] == jobs
    assert said[-3:] == [
        f"report  open {home / 'report.html'}",
        f"mine    the tables are in {home / 'warehouse'}, how files were read is in {home / 'sources.toml'}",
        f"mine    left out: school_attendance; answer there what is asked, then run demo {' '.join(words)}",
    ]
    ran(seen, *words)
    assert not [part for part in seen.parts if part.startswith("show")], "an answer is on the terminal"


@pytest.mark.parametrize("words", [("--landing", "l"), ("--dry-run",)])
def test_own_files_go_to_a_landing_folder_of_their_own(seen: Seen, words: Sequence[str]) -> None:
    with pytest.raises(ConfigError, match="do not go together"):
        ran(seen, "--mine", "school", *words)


def test_blocks_of_what_is_delivered_are_known_and_no_model_looks_at_the_district() -> None:
    """Those that somebody gave are kept, as is who else is not modelled."""
    own = SourceSettings(format="csv", files="*.csv", system="district", subject="students")
    given = Settings(sources={"district_students": own}, early_warning=EarlyWarning(unmodelled_sources=["north"]))
    placed = demo.place(argparse.Namespace(landing="/l", warehouse="/w"), given)
    assert placed.early_warning == EarlyWarning(unmodelled_sources=["north", "district"])
    district, language = shipped("district"), shipped("language")
    assert placed.sources == {**district.sources, **language.sources, "district_students": own}
    assert placed.experiments == placed.gold.experiments == language.experiments


def test_without_early_warning_one_page_is_enough(seen: Seen) -> None:
    said = ran(seen, early_warning_in_pipeline=False, languages_in_pipeline=False)
    assert "early warning" not in seen.parts
    assert seen.parts.count("page report.html") == 1
    assert not [line for line in said if "still to come" in line]


def test_a_quiet_demo_shows_no_tables(seen: Seen) -> None:
    ran(seen, "--quiet")
    assert not [part for part in seen.parts if part.startswith("show")]
    assert seen.parts.count("page report.html") == 2


def test_a_page_that_cannot_be_drawn_stops_nothing(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise ConfigError("the report needs more packages", "jinja2 is missing", "pip install 'edulake[report]'")

    monkeypatch.setattr(page, "make", fails)
    said = ran(seen)
    assert said[-1].startswith("report  none: the report needs more packages, jinja2 is missing; pip install")
