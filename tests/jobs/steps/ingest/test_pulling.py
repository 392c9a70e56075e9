"""Which lists a run pulls, what it says of each, and that one that fails leaves the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ods_server import DATA, serving_ods
from rest_server import TOKEN, Api, serving

from edulake.bronze.configured import configured
from edulake.bronze.standard import of_standard
from edulake.config.rest import Rest
from edulake.config.settings import Settings, SourceSettings
from edulake.errors import EdulakeError
from edulake.jobs.steps.ingest.pulling import pull_all
from edulake.ops.deliveries import HELD, LOST, REMOVED, REMOVING

pytestmark = pytest.mark.once
RECORDS = [{"id": n, "changed": f"2026-11-{20 + n}"} for n in range(5)]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("API_TOKEN", TOKEN)
    with serving(RECORDS) as api:
        yield api


def source(api: Api, **rest: Any) -> SourceSettings:
    settings = Rest(api.list_url, token="env:API_TOKEN", **rest)
    return SourceSettings(
        format="rest", subject="students", records="users", columns={"student_id": "id"}, rest=settings
    )


class Held:
    """A ledger of these files, each of a source and with a status."""

    def __init__(self, *rows: tuple[str, str, str]) -> None:
        self.rows = rows

    def of(self, _: Any) -> list[Any]:
        class Row:
            def __init__(self, source_system: str, source_file: str, status: str) -> None:
                self.source_system, self.source_file, self.status = source_system, source_file, status

        return [Row(*row) for row in self.rows]


def run(
    landing: Path, *held: Any, chosen: Any = None, pulled: Any = None, **sources: SourceSettings
) -> tuple[list[EdulakeError], list[str]]:
    said: list[str] = []
    settings = Settings(landing=str(landing), sources=sources)
    feeds = {one.system or block: configured(block, one).feeds for block, one in sources.items() if one.rest}
    of = {name: feeds[name] for name in (feeds if chosen is None else chosen)}
    return list(pull_all(settings, of, Held(*held), said.append, {} if pulled is None else pulled)), said  # type: ignore[arg-type]


def test_lists_are_pulled_into_the_folder_of_their_source(api: Api, tmp_path: Path) -> None:
    errors, said = run(tmp_path, one=source(api), two=replace(source(api), system="sis"))
    assert errors == []
    [one], [two] = (list((tmp_path / name).iterdir()) for name in ("one", "sis"))
    assert one.name.startswith("one-")
    assert two.name.startswith("two-")
    assert said == [
        f"bronze  one: one pulled, 5 records, in {one.name}",
        f"bronze  sis: two pulled, 5 records, in {two.name}",
    ]
    assert run(tmp_path, one=source(api))[1] == ["bronze  one: one was pulled within 10 minutes"]
    assert run(tmp_path, one=source(api, every_minutes=0))[1] == ["bronze  one: one pulled, 5 records, nothing new"]


def test_one_that_fails_leaves_the_others(api: Api, tmp_path: Path) -> None:
    api.faults = [404]
    [error], said = run(tmp_path, one=source(api), two=source(api))
    assert error.lines() == ["error: source one, one: the API has no such list", "why:   HTTP 404", "do:    check url"]
    assert said[0] == "bronze  one: one is not pulled: the API has no such list"
    assert (tmp_path / "two").is_dir()


@pytest.mark.parametrize("faults", [[], [404]])
def test_a_run_that_begins_anew_does_not_ask_again(api: Api, tmp_path: Path, faults: list[int | str]) -> None:
    """It says the same: what the first attempt said was not told yet."""
    failures, pulled = len(faults), {}
    api.faults = list(faults)
    errors, said = run(tmp_path, one=source(api, every_minutes=0), pulled=pulled)
    asked = len(api.asked)
    assert run(tmp_path, one=source(api, every_minutes=0), pulled=pulled) == (errors, said)
    assert len(errors) == failures
    assert len(api.asked) == asked
    run(tmp_path, one=source(api, every_minutes=0))
    assert len(api.asked) > asked, "the next run does"


def test_others_are_not_asked(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources that were not chosen, that come as files, or whose credentials are not set; and without a landing."""
    run(tmp_path, chosen=(), one=source(api))
    run(tmp_path, one=replace(source(api), format="jsonl", files="*.jsonl"))
    run(tmp_path / "none", one=source(api))
    monkeypatch.delenv("API_TOKEN")
    assert run(tmp_path, one=source(api)) == ([], ["bronze  one: one is not pulled, env:API_TOKEN is not set"])
    assert api.asked == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "status", "counts"),
    [
        ("one", HELD, True),
        ("one", REMOVING, True),
        ("one", REMOVED, True),
        ("one", LOST, False),
        ("two", HELD, False),
    ],
)
def test_what_bronze_holds_of_the_source_or_held_counts(
    api: Api, tmp_path: Path, name: str, status: str, counts: bool
) -> None:
    held = (name, "one/one-20261124T000000Z-all.jsonl", status)
    run(tmp_path, held, one=source(api, changed={"since": "{since}"}, full_every_days=0))
    assert ("since" in api.asked[0]) == counts


def test_an_api_that_numbers_its_changes_is_pulled_for_a_standard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that the standard reads is asked for; what is lost is read anew where that is accepted."""
    monkeypatch.setenv("API_TOKEN", TOKEN)
    with serving_ods("students", "schools") as ods:
        ods.put("students", "ada")
        north = SourceSettings(standard="edfi", rest=ods.rest())
        settings = Settings(landing=str(tmp_path), sources={"north": north})
        feeds = {"north": [feed for source in of_standard("north", north) for feed in source.feeds]}
        said: list[str] = []

        def again(*accepted: str) -> list[EdulakeError]:
            return list(pull_all(settings, feeds, Held(), said.append, {}, accepted))  # type: ignore[arg-type]

        assert again() == []
        assert said[0].startswith(
            "bronze  north: north pulled up to version 1, 1 objects and 0 deletes of 1 resources;"
        )
        paths = {one["path"] for one in ods.asked}
        assert {f"{DATA}/students/deletes", f"{DATA}/studentSchoolAssociations"} < paths
        assert f"{DATA}/deletes" not in paths
        [file] = tmp_path.glob("north/north-students-*-v1/students/students.jsonl")
        ods.newest = 0
        [error] = again()
        assert error.lines()[0] == "error: source north, north: students: the API no longer tells what changed"
        assert "not pulled: students: the API no longer" in said[-1]
        assert again("north") == []
        ods.faults = [404]
        [error] = again()
        assert said[-1] == "bronze  north: north is not pulled: the API has no such list"
        assert file.exists()
