"""APIs that many know, as a block of configuration names them, against servers of their shape that fail on the way."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from api_shapes import Canvas, Lti, OneRoster, api_of
from rest_server import CLIENT, TOKEN, Api, Handler, serving_by
from signing import KEY, of_bits, text

from edulake.config.load import load
from edulake.errors import UnreadableError
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.pull import Listed, pull

pytestmark = pytest.mark.once
SIGNED = 'token_url = "URL/token"\nclient_id = "env:API_ID"\nclient_key = "env:API_KEY"\nkey_id = "key-1"'
USERS = [{"sourcedId": f"u{n}", "dateLastModified": f"2026-11-{10 + n}T00:00:00Z"} for n in (3, 1, 4, 2, 5)]


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"API_TOKEN": TOKEN, "API_ID": CLIENT, "API_KEY": text(KEY)}.items():
        monkeypatch.setenv(name, value)


@contextmanager
def shaped(handler: type[Handler], *records: dict[str, Any]) -> Iterator[Api]:
    with serving_by(api_of(*records), handler) as api:
        yield api


class Pulling:
    """Pulls as a block says it; it notes how long it would wait."""

    def __init__(self, api: Api, folder: Path, block: str, records: str = "") -> None:
        conf = folder / "conf.toml"
        top = f'[sources.lms]\nformat = "rest"\nrecords = "{records}"\n[sources.lms.rest]\nevery_minutes = 0\n'
        conf.write_text(top + block.replace("URL", api.url))
        source = load(str(conf)).sources["lms"]
        assert source.rest is not None
        self.rest, self.folder, self.pauses = source.rest, folder / "landing", list[float]()
        self.listed = Listed("lms", source.rest, source.records, False, 100_000)

    def pull(self) -> list[Any]:
        waiting = Waiting(lambda _: None, self.pauses.append, lambda: 0.0)
        found = pull(self.listed, self.folder, (), waiting, dt.datetime.now(dt.UTC))
        assert found is not None
        return [json.loads(line) for line in found.file.read_text().splitlines()] if found.file else []


def test_canvas_is_read_by_its_links_and_no_faster_than_its_quota_allows(tmp_path: Path) -> None:
    with shaped(Canvas, *[{"id": n} for n in range(7)]) as api:
        pulling = Pulling(api, tmp_path, 'api = "canvas"\nurl = "URL/v1/users"\ntoken = "env:API_TOKEN"\npage_size = 3')
        assert [one["id"] for one in pulling.pull()] == list(range(7))
        assert [one.get("page") for one in api.asked] == [None, "bookmark:3", "bookmark:6"]
        assert pulling.pauses == [1.0, 1.0], "90, then 30 are left of 150"
        api.faults = ["limit", "limit"]
        pulling.pauses.clear()
        pulling.pull()
        assert pulling.pauses == [0.5, 1.0, 1.0, 1.0]


def test_oneroster_is_read_sorted_and_by_what_changed(tmp_path: Path) -> None:
    changed = "changed = { filter = \"dateLastModified>'{since}'\" }"
    block = f'api = "oneroster"\nurl = "URL/v1/users"\ntoken = "env:API_TOKEN"\npage_size = 2\n{changed}'
    with shaped(OneRoster, *USERS) as api:
        pulling = Pulling(api, tmp_path, block, "users")
        api.faults = ["ok", 503, "half"]
        assert [one["sourcedId"] for one in pulling.pull()] == ["u1", "u2", "u3", "u4", "u5"]
        api.records[0]["dateLastModified"] = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        assert [one["sourcedId"] for one in pulling.pull()] == ["u3"]
        assert {(one["sort"], one["orderBy"]) for one in api.asked} == {("sourcedId", "asc")}


def test_what_a_block_says_counts_before_what_is_known_of_its_api(tmp_path: Path) -> None:
    block = 'api = "oneroster"\nurl = "URL/v1/users"\nparameters = { sort = "familyName", fields = "sourcedId" }'
    with shaped(OneRoster) as api:
        parameters = Pulling(api, tmp_path, block).rest.parameters
    assert parameters == {"sort": "familyName", "orderBy": "asc", "fields": "sourcedId"}


def test_members_of_a_course_come_with_the_course(tmp_path: Path) -> None:
    members = [{"user_id": f"u{n}", "roles": ["Learner"], "status": "Active"} for n in range(3)]
    with shaped(Lti, *members) as api:
        block = f'api = "lti_members"\nurl = "URL/members"\npage_size = 2\n{SIGNED}'
        found = Pulling(api, tmp_path, block, "members").pull()
        assert found == [{"context": {"id": "math-7"}, **one} for one in members]
        assert api.granted == 1


def test_results_are_those_of_each_line_item(tmp_path: Path) -> None:
    with shaped(Lti) as api:
        block = f'api = "lti_results"\nurl = "URL/items"\n{SIGNED}'
        pulling = Pulling(api, tmp_path, block)
        api.faults = ["ok", "drop", 500]
        found = pulling.pull()
        assert [(one["lineItem"]["label"], one["lineItem"]["scoreMaximum"]) for one in found] == [
            ("Quiz 1", 10),
            ("Quiz 2", 20),
        ]
        assert [one["resultScore"] for one in found] == [0.8, 0.8]
        api.faults = ["ok", "ok", 404]
        with pytest.raises(UnreadableError, match="no such list"):
            pulling.pull()
        assert len(list(pulling.folder.iterdir())) == 1, "nothing of a pull that lacks one item"


def test_a_signature_that_is_not_known_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", text(of_bits(2048)))
    with shaped(Lti) as api, pytest.raises(UnreadableError, match="refused the credentials") as caught:
        Pulling(api, tmp_path, f'api = "lti_members"\nurl = "URL/members"\n{SIGNED}', "members").pull()
    assert "Zebulon" not in "".join(caught.value.lines())
    assert not [line for line in text(KEY).splitlines() if line in "".join(caught.value.lines())]
