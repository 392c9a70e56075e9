"""Pulls of changes from an API of a test's own, and what they left in a folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ods_server import DATA, Ods, serving_ods
from rest_server import TOKEN

from edulake.landing.rest.changes import Changes, Changing, pull
from edulake.landing.rest.failures import Waiting

NAMES = ("students", "schools")
STUDENTS = [f"s{n}" for n in range(5)]


@pytest.fixture
def ods(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ods]:
    monkeypatch.setenv("API_TOKEN", TOKEN)
    with serving_ods(*NAMES) as ods:
        for n in range(5):
            ods.put("students", f"s{n}", firstName=f"Zebulon {n}")
        ods.put("schools", "north")
        yield ods


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def pulled(
    ods: Ods, folder: Path, *held: str, at: dt.datetime | None = None, accepts: bool = False, **more: Any
) -> Changes | None:
    rest = ods.rest(**more)
    assert rest.versions is not None
    resources = tuple(rest.versions.resources) or NAMES
    changing = Changing("edfi", rest, rest.versions, resources, 10_000, accepts)
    return pull(changing, folder, held, Waiting(lambda _: None, lambda _: None, lambda: 0.0), at or now())


def landed(folder: Path, resource: str = "students", below: str = "") -> dict[str, list[str]]:
    """The ids in each window's file of a resource, by version."""
    files = sorted(folder.glob(f"edfi-{resource}-*/{below}{resource}/*.jsonl"))
    return {file.parts[len(folder.parts)].rpartition("-v")[2]: ids(file) for file in files}


def ids(file: Path) -> list[str]:
    return [json.loads(line)["id"] for line in file.read_text().splitlines()]


def asked(ods: Ods, path: str) -> list[dict[str, str]]:
    return [one for one in ods.asked if one["path"] == f"{DATA}/{path}"]
