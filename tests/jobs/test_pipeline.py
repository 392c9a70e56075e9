"""What the pipeline foresees: early warning and models of languages have a switch each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest
from lake import Lake

from edulake.config.settings import FORESEEN
from edulake.jobs import ml_score, ml_train, pipeline
from edulake.jobs.runner.context import Context
from edulake.jobs.steps import next_lessons, review_due, segments
from edulake.store import session
from edulake.store.store import Store

pytestmark = pytest.mark.once

OF_LANGUAGES = ["learn", "fit", "judge", "place", "remind", "offer"]


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked for models and lists, in order; nothing is done."""
    reached: list[str] = []
    parts = {
        segments: ("learn", "place"),
        review_due: ("fit", "remind"),
        next_lessons: ("judge", "offer"),
        ml_train: ("_train",),
        ml_score: ("_list_all",),
    }
    for module, names in parts.items():
        for name in names:
            monkeypatch.setattr(module, name, lambda *_, name=name, **__: reached.append(name))
    monkeypatch.setattr(pipeline, "results", lambda _: [])
    return reached


def context(folder: Path, **more: Any) -> Context:
    settings = Lake(None, folder, **more).settings  # type: ignore[arg-type]
    store = Store(session.NotStarted(), settings)  # type: ignore[arg-type]
    return Context(settings, store, {}, dry_run=True, tell=lambda _: None)


@pytest.mark.parametrize("warns", [True, False])
@pytest.mark.parametrize("languages", [True, False])
def test_each_has_a_switch(tmp_path: Path, reached: list[str], *, warns: bool, languages: bool) -> None:
    pipeline.run(context(tmp_path, early_warning_in_pipeline=warns, languages_in_pipeline=languages))
    asked = [*(["_train"] if warns else []), *(OF_LANGUAGES[:3] if languages else [])]
    asked += [*(["_list_all"] if warns else []), *(OF_LANGUAGES[3:] if languages else [])]
    assert reached == asked


@pytest.mark.parametrize("job", [ml_train, ml_score])
@pytest.mark.parametrize("only", [*FORESEEN, None])
def test_a_job_is_told_what_to_foresee(tmp_path: Path, reached: list[str], job: Any, only: str | None) -> None:
    """Whatever the daily run does."""
    asked = context(tmp_path, early_warning_in_pipeline=False, languages_in_pipeline=False)
    asked.options = argparse.Namespace(only=only)
    job.run(asked)
    own, others = ("_train", OF_LANGUAGES[:3]) if job is ml_train else ("_list_all", OF_LANGUAGES[3:])
    expected = {"early-warning": [own], "languages": others, None: [own, *others]}
    assert reached == expected[only]
