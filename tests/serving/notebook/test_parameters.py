"""Parameters of a notebook as each platform gives them; the platforms' own objects are played by small fakes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from edulake.errors import ConfigError, EdulakeError
from edulake.jobs import bronze_ingest, ml_score, ml_train
from edulake.serving import notebook
from edulake.serving.notebook import parameters

pytestmark = pytest.mark.once
NAMES = ("catalog", "run")
WRITTEN = {"catalog": "", "run": "no", "something": "else"}


class Widgets:
    """Databricks: making a widget that is there already keeps its value; asking for one that is not is an error."""

    def __init__(self, **values: str) -> None:
        self.values = values

    def text(self, name: str, default: str) -> None:
        self.values.setdefault(name, default)

    def get(self, name: str) -> str:
        return self.values[name]


class Parameters:
    """AIDP."""

    def __init__(self, **values: str) -> None:
        self.values = values

    def getParameter(self, name: str, default: str) -> str:  # noqa: N802 - AIDP's name
        return self.values.get(name, default)


PLATFORMS = {
    "databricks": lambda **values: {"dbutils": SimpleNamespace(widgets=Widgets(**values))},
    "aidp": lambda **values: {"oidlUtils": SimpleNamespace(parameters=Parameters(**values))},
    "papermill": lambda **values: values,  # it writes them into the notebook itself
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_a_platform_says_comes_before_what_is_written(platform: str) -> None:
    given: dict[str, Any] = PLATFORMS[platform](catalog="school")
    assert parameters.told({**WRITTEN, **given}, NAMES) == {"catalog": "school", "run": "no"}


def test_only_texts_are_parameters() -> None:
    with pytest.raises(ConfigError, match="run is no text"):
        parameters.told({**WRITTEN, "run": True}, NAMES)


def test_a_question_is_answered_by_yes_or_no() -> None:
    assert [parameters.is_yes("run", text) for text in ("yes", "no")] == [True, False]
    with pytest.raises(ConfigError, match="run is True"):
        parameters.is_yes("run", "True")


def test_jobs_run_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """With the notebook's places, in their order; a job that fails ends the notebook."""
    ran: list[tuple[str, list[str]]] = []
    for job in (ml_train, ml_score):
        monkeypatch.setattr(job, "main", lambda argv, name=job.__name__: ran.append((name, argv)))
    place = {"catalog": "", "warehouse": str(tmp_path), "landing": "in", "conf": ""}
    notebook.opened({**place, "run": "no"}, ml_train, ml_score)
    assert ran == []
    lake = notebook.opened({**place, "run": "yes"}, ml_train, ml_score)
    assert [name for name, _ in ran] == ["edulake.jobs.ml_train", "edulake.jobs.ml_score"]
    assert ran[0][1] == ["--catalog=", f"--warehouse={tmp_path}", "--conf=", "--landing=in"]
    assert repr(lake).startswith(f"{tmp_path}: 0 tables")
    monkeypatch.undo()
    with pytest.raises(EdulakeError, match="bronze_ingest ended with exit code"):
        notebook.opened({**place, "run": "yes", "conf": "missing.toml"}, bronze_ingest)
