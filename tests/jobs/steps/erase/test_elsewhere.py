"""Files outside of the tables: named where their names name nobody, deleted where bronze holds them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edulake.jobs.steps.erase import elsewhere
from edulake.landing.files.listing import described

pytestmark = pytest.mark.once
STAYS = ": bronze does not hold all of it as it is now, and it stays with --with-landing"
MONDAY = datetime(2025, 1, 6, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    files = {
        "landing/lms/a.csv": "id\nS1\n",
        "landing/lms/new.csv": "id\nS1\n",
        "landing/lms/S1.csv": "id\n",
        "landing/lms/others.csv": "id\nS2\n",
        "landing/lms/all.zip": "S1",
        "report.html": "<td>S1</td>",
        "venv/lib/x.txt": "S1",
        "drop/gold/marks.csv": "id\nS1\n",
        "warehouse/silver/x.json": "S1",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (MONDAY.timestamp(),) * 2)
    known = [tmp_path / "landing" / name for name in ("lms/a.csv", "lms/S1.csv")]
    loaded = {path: described(path, tmp_path / "landing", sha256="x") for path in known}
    monkeypatch.setattr(elsewhere, "held", lambda _store, _landing: loaded)
    settings = SimpleNamespace(publish=SimpleNamespace(drop=str(tmp_path / "drop")))
    return SimpleNamespace(root=tmp_path / "warehouse", settings=settings), tmp_path / "landing"


def test_files_are_told_without_an_id(place: Any) -> None:
    store, folder = place
    said: list[str] = []
    elsewhere.say(said.append, store, folder, {"S1"})
    assert said == [
        "erase   landing names them: a file that has an id in its name",
        "erase   landing names them: lms/a.csv",
        f"erase   landing names them: lms/all.zip{STAYS}",
        f"erase   landing names them: lms/new.csv{STAYS}",
        "erase   beside the warehouse: report.html names them",
        "erase   in the drop: marks.csv names them",
        f"erase   {elsewhere.BEYOND}",
    ]


def test_what_bronze_holds_is_deleted(place: Any) -> None:
    store, folder = place
    said: list[str] = []
    assert elsewhere.deleted(said.append, store, folder, {"S1"}) == 2
    assert sorted(path.name for path in folder.rglob("*.*")) == ["all.zip", "new.csv", "others.csv"]
    assert elsewhere.deleted(said.append, store, folder, {"S9"}) == 0
    assert len(said) == 1
