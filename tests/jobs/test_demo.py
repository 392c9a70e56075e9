"""demo: what people see first, what is still to come, and what they see when all is done."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest
from steps import Held

from edulake.config.settings import Settings
from edulake.errors import ConfigError
from edulake.jobs import demo
from edulake.jobs.runner.context import Context
from edulake.ops.runs import Journal, Run
from edulake.serving.report import page

pytestmark = pytest.mark.once


class Seen:
    """The demo's parts, in the order in which it does them; each only says that it was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.parts: list[str] = []
        self.folder = folder
        self.wrote: list[str] = []
        monkeypatch.setattr(demo, "Store", self.store)
        monkeypatch.setattr(demo, "generate", lambda *_, **__: self.parts.append("generate"))
        monkeypatch.setattr(demo.pipeline, "run", self.pipeline)
        monkeypatch.setattr(demo.pipeline, "early_warning", lambda _: self.ran("early warning"))
        monkeypatch.setattr(demo.pipeline, "maintenance", self.maintenance)
        monkeypatch.setattr(demo.answers, "show_results", lambda _: self.parts.append("show results"))
        monkeypatch.setattr(demo.answers, "show_foreseen", lambda _: self.parts.append("show foreseen"))
        monkeypatch.setattr(Journal, "close", lambda _: self.parts.append("close journal"))
        monkeypatch.setattr(page, "make", lambda _, out: self.parts.append(f"page {out.name}"))

    def store(self, *_: Any) -> Any:
        return self

    def clear_staging(self) -> None:
        self.parts.append("clear staging")

    def ran(self, job: str) -> list[Run]:
        self.parts.append(job)
        return [Run(job)]

    def pipeline(self, context: Context) -> list[Run]:
        settings = context.settings
        assert (settings.early_warning_in_pipeline, settings.maintenance_in_pipeline) == (False, False)
        assert settings.landing == str(self.folder / "landing")
        return self.ran("results")

    def maintenance(self, context: Context, runs: list[Run]) -> list[Run]:
        self.parts.append(f"maintenance after {[run.job for run in runs]}")
        assert context.settings == Settings(
            landing=str(self.folder / "landing"),
            warehouse=str(self.folder / "warehouse"),
            early_warning_in_pipeline=context.settings.early_warning_in_pipeline,
        )
        return [Run("maintain")]


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seen:
    monkeypatch.setenv("EDULAKE_HOME", str(tmp_path))
    return Seen(monkeypatch, tmp_path)


def ran(seen: Seen, *words: str, **settings: Any) -> list[str]:
    """What the demo says, for a person's words on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--landing")
    parser.add_argument("--warehouse")
    demo.arguments(parser)
    where = ["--landing", str(seen.folder / "landing"), "--warehouse", str(seen.folder / "warehouse")]
    made = Context(Settings(**settings), Held("a session", {}), {}, False, parser.parse_args([*where, *words]))

    def say(_: Context, text: str) -> None:
        seen.parts.append(f"say {text.partition(' ')[0]}")
        said.append(text)

    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "say", say)
        seen.runs = demo.run(made)
    return said


def test_answers_and_the_first_page_come_before_the_models(seen: Seen) -> None:
    """Then people are told what is still to come, and the page is made once more with it."""
    said = ran(seen)
    assert seen.parts == [
        *["say demo"] * 2,
        "generate",
        "results",
        "show results",
        "page report.html",
        "say report",
        "say demo",
        "early warning",
        "maintenance after ['results', 'early warning']",
        "close journal",
        "show foreseen",
        "page report.html",
        "say report",
        "clear staging",
    ]
    assert [run.job for run in seen.runs] == ["results", "early warning", "maintain"]
    assert said[2] == f"report  first page, without models and lists: {seen.folder / 'report.html'}"
    assert "still to come: models" in said[3]
    assert said[4] == f"report  open {seen.folder / 'report.html'}"
    assert (seen.folder / "landing" / "oulad" / "courses.csv").exists()


def test_without_early_warning_one_page_is_enough(seen: Seen) -> None:
    said = ran(seen, early_warning_in_pipeline=False)
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
    assert seen.parts[-1] == "clear staging"
