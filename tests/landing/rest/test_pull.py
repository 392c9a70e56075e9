"""A pull is a file, as a whole or not at all; the next one goes on from its name."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_server import TOKEN, Api, serving

from edulake.config.rest import Rest
from edulake.contract.pulled import Pull, name, pulls
from edulake.errors import UnreadableError
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.pull import HALF, Listed, Pulled, pull

pytestmark = pytest.mark.once
RECORDS = [{"id": n, "changed": f"2026-11-{20 + n}T00:00:00Z"} for n in range(8)]
CHANGED = {"since": "{since}"}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("API_TOKEN", TOKEN)
    with serving(RECORDS) as api:
        yield api


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def pulled(
    api: Api, folder: Path, *held: str, at: dt.datetime | None = None, is_snapshot: bool = False, **more: Any
) -> Pulled | None:
    settings = Rest(api.list_url, token="env:API_TOKEN", **{"every_minutes": 0, "paging": api.paging, **more})
    listed = Listed("users", settings, "users", is_snapshot, 10_000)
    return pull(listed, folder, held, Waiting(lambda _: None, lambda _: None, lambda: 0.0), at or now())


def lines(of: Pulled | None) -> list[int]:
    assert of is not None
    return [json.loads(line)["id"] for line in of.file.read_text().splitlines()] if of.file else []


@pytest.mark.parametrize("paging", ["link", "offset", "cursor"])
def test_all_pages_are_one_file(api: Api, tmp_path: Path, paging: str) -> None:
    api.paging, api.counts = paging, paging == "offset"
    more = {"cursor": "meta.next", "cursor_parameter": "after"} if paging == "cursor" else {}
    api.faults = ["ok", 500, "ok", "half", 429]
    found = pulled(api, tmp_path / "sis", **more)
    assert lines(found) == list(range(8))
    assert found is not None
    assert found.file is not None
    [one] = pulls("users", names(tmp_path / "sis"))
    assert one.is_whole
    assert abs(one.began_at - now()) < dt.timedelta(minutes=1)
    assert found.file.stat().st_mtime == one.began_at.timestamp(), "a delivery is of the moment of its pull"
    assert stat.S_IMODE(found.file.stat().st_mode) == 0o600


@pytest.mark.parametrize("fault", [404, "html", "text", "list", "link elsewhere", "circle"])
def test_what_fails_on_the_way_leaves_nothing(api: Api, tmp_path: Path, fault: Any) -> None:
    api.faults = ["ok", fault, fault]
    with pytest.raises(UnreadableError) as caught:
        pulled(api, tmp_path / "sis")
    assert names(tmp_path / "sis") == []
    assert "Zebulon" not in "".join(caught.value.lines())


def test_a_secret_parameter_is_in_no_file(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "key-Canary")
    keyed = {"parameters": {"api_key": "env:API_KEY"}}
    assert lines(pulled(api, tmp_path / "sis", **keyed)) == list(range(8))
    assert {asked["api_key"] for asked in api.asked} == {"key-Canary"}, "pages that are linked to as well"
    api.records = [{"id": 1, "self": f"{api.list_url}?api_key=key-Canary"}]
    with pytest.raises(UnreadableError, match="repeats a secret"):
        pulled(api, tmp_path / "sis", at=now() + dt.timedelta(hours=1), **keyed)
    assert not [path for path in (tmp_path / "sis").iterdir() if "Canary" in path.name + path.read_text()]


def test_a_list_that_is_too_large_leaves_nothing(api: Api, tmp_path: Path) -> None:
    settings = Rest(api.list_url, token="env:API_TOKEN")
    with pytest.raises(UnreadableError, match="too large"):
        pull(Listed("users", settings, "users", False, 100), tmp_path, (), Waiting(lambda _: None), now())
    assert names(tmp_path) == []


def test_a_list_is_as_large_as_its_bytes(api: Api, tmp_path: Path) -> None:
    api.records, settings = [{"id": 1, "name": "漢" * 40}], Rest(api.list_url, token="env:API_TOKEN")
    api.is_ascii = False
    with pytest.raises(UnreadableError, match="too large"):
        pull(Listed("users", settings, "users", False, 100), tmp_path, (), Waiting(lambda _: None), now())
    found = pull(Listed("users", settings, "users", False, 200), tmp_path, (), Waiting(lambda _: None), now())
    assert found is not None
    assert found.file is not None
    assert "漢" in found.file.read_text("utf-8")


def test_a_folder_that_cannot_be_read_is_an_error_of_its_source(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(UnreadableError, match="a pull cannot be written") as caught:
        pulled(api, tmp_path)
    assert "Permission denied" in caught.value.why


def test_changes_are_asked_for_since_the_newest_pull(api: Api, tmp_path: Path) -> None:
    pulled(api, tmp_path, changed=CHANGED)
    [first] = pulls("users", names(tmp_path))
    api.records.append({"id": 8, "changed": f"{now():%Y-%m-%dT%H:%M:%SZ}"})
    found = pulled(api, tmp_path, changed=CHANGED, overlap_minutes=90)
    assert lines(found) == [8]
    assert api.asked[-1]["since"] == f"{first.began_at - 1.5 * HOUR:%Y-%m-%dT%H:%M:%SZ}"
    assert [one.is_whole for one in pulls("users", names(tmp_path))] == [True, False]
    assert pulled(api, tmp_path, changed=CHANGED) == Pulled(1, None), "the overlap alone is nothing new"


def test_what_bronze_holds_counts_where_its_file_is_gone(api: Api, tmp_path: Path) -> None:
    held = f"sis/{name('users', Pull(dt.datetime(2026, 11, 25, tzinfo=dt.UTC), is_whole=True))}"
    found = pulled(api, tmp_path, held, at=dt.datetime(2026, 11, 26, tzinfo=dt.UTC), changed=CHANGED)
    assert api.asked[0]["since"] == "2026-11-24T23:00:00Z"
    assert lines(found) == [5, 6, 7]


@pytest.mark.parametrize(("days", "is_whole"), [(0, False), (1, True), (3, False)])
def test_all_is_asked_for_again_after_days(api: Api, tmp_path: Path, days: int, is_whole: bool) -> None:
    """It is said by a name, also where nothing is new: else it would be asked for by every run."""
    moment = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    held = [name("users", Pull(moment, True)), name("users", Pull(moment + 40 * HOUR, False))]
    found = pulled(api, tmp_path, *held, at=moment + 48 * HOUR, changed=CHANGED, full_every_days=days)
    assert ("since" not in api.asked[0]) == is_whole
    assert [one.is_whole for one in pulls("users", names(tmp_path))] == [is_whole]
    again = pulled(api, tmp_path, at=now() + 24 * HOUR, changed=CHANGED, full_every_days=1)
    assert again is not None
    assert again.file is not None
    assert found is not None


def test_a_snapshot_is_always_whole(api: Api, tmp_path: Path) -> None:
    assert lines(pulled(api, tmp_path, is_snapshot=True)) == list(range(8))
    assert pulled(api, tmp_path, is_snapshot=True) == Pulled(8, None), "the same list is the same delivery"
    del api.records[0]
    assert lines(pulled(api, tmp_path, is_snapshot=True)) == list(range(1, 8))
    assert len(pulls("users", names(tmp_path))) == 2


def test_an_empty_list_is_no_file(api: Api, tmp_path: Path) -> None:
    api.records = []
    assert pulled(api, tmp_path, is_snapshot=True) == Pulled(0, None)
    assert names(tmp_path) == []


def test_an_api_is_not_asked_twice_in_a_moment(api: Api, tmp_path: Path) -> None:
    pulled(api, tmp_path, every_minutes=10)
    asked = len(api.asked)
    assert pulled(api, tmp_path, every_minutes=10) is None
    assert len(api.asked) == asked
    assert pulled(api, tmp_path, at=now() + HOUR, every_minutes=10) is not None


def test_a_list_that_changes_on_the_way_is_read_anew(api: Api, tmp_path: Path) -> None:
    api.paging, api.counts = "offset", True
    original, said = list(api.records), []

    class Growing(list[Any]):
        """One record comes while the first page is read."""

        def __iter__(self) -> Iterator[Any]:
            return iter(original if len(api.asked) > 1 else original[:7])

    api.records = Growing()
    settings = Rest(api.list_url, token="env:API_TOKEN", paging="offset")
    found = pull(Listed("users", settings, "users", False, 10_000), tmp_path, (), Waiting(said.append), now())
    assert lines(found) == list(range(8))
    assert said == ["bronze  users: the list changed while it was read, it is pulled anew"]


def test_a_list_that_never_stands_still_is_told(api: Api, tmp_path: Path) -> None:
    api.paging, api.counts = "offset", True

    class Growing(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            return iter([{"id": n} for n in range(4 + len(api.asked))])

    api.records = Growing()
    with pytest.raises(UnreadableError, match="cannot be read as a whole"):
        pulled(api, tmp_path)
    assert names(tmp_path) == []


def test_what_a_killed_pull_left_is_tidied_away(api: Api, tmp_path: Path) -> None:
    old, young = tmp_path / f"{HALF}old", tmp_path / f"{HALF}young"
    for path in (old, young):
        path.write_text('{"id": 0}')
    os.utime(old, (time.time() - 25 * 3600,) * 2)
    found = pulled(api, tmp_path)
    assert found is not None
    assert found.file is not None
    assert set(names(tmp_path)) == {young.name, found.file.name}


def test_a_clock_that_was_wrong_once_passes_nothing_over(api: Api, tmp_path: Path) -> None:
    held = name("users", Pull(dt.datetime(2026, 12, 29, tzinfo=dt.UTC), is_whole=True))
    found = pulled(api, tmp_path, held, at=dt.datetime(2026, 11, 26, tzinfo=dt.UTC), changed=CHANGED, every_minutes=10)
    assert api.asked[0]["since"] == "2026-11-25T23:00:00Z"
    assert lines(found) == [6, 7]


def test_two_pulls_of_a_second_are_two_files(api: Api, tmp_path: Path) -> None:
    for n in (8, 9, 10):
        api.records.append({"id": n})
        assert lines(pulled(api, tmp_path)) == list(range(n + 1))
    assert len(pulls("users", names(tmp_path))) == 3
