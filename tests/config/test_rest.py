"""Where a list is pulled from: nothing that is secret, and nothing that does not fit together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from edulake.config.load import load
from edulake.config.rest import Rest
from edulake.errors import ConfigError

pytestmark = pytest.mark.once
URL = "https://sis.example/v1/users"
CANARY = "Canary"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"url": "http://127.0.0.1:8080/users"},
        {"url": "http://localhost/users"},
        {"url": "http://[::1]:80/users"},
        {"url": "https://sis.example:8443/v1/users?fields=id"},
        {"token": "env:TOKEN"},
        {"token_url": "https://id.example/token", "client_id": "env:ID", "client_secret": "secret:api/SECRET"},
        {"paging": "cursor", "cursor": "meta.next"},
        {"changed": {"filter": "dateLastModified>'{since}'"}},
        {"every_minutes": 0, "full_every_days": 0, "overlap_minutes": 0},
    ],
)
def test_what_fits_is_taken(values: dict[str, Any]) -> None:
    Rest(**{"url": URL, **values})


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"url": f"http://sis.example/{CANARY}"}, "url is not https"),
        ({"url": f"ftp://sis.example/{CANARY}"}, "url is not https"),
        ({"url": f"file:///{CANARY}"}, "url is not https://host/path"),
        ({"url": f"https://user:{CANARY}@sis.example/"}, "url is not https://host/path"),
        ({"url": f"https://sis.example/#{CANARY}"}, "url is not https://host/path"),
        ({"url": f"https://sis.example:{CANARY}/"}, "url is no URL"),
        ({"url": f"https://sis.example/a b{CANARY}"}, "url is not https://host/path"),
        ({"url": "http://127.0.0.1.example/users"}, "url is not https"),
        ({"token": CANARY}, "token is never written"),
        ({"token_url": "http://id.example/token", "client_id": "env:A", "client_secret": "env:B"}, "token_url is not"),
        ({"client_id": "env:A", "client_secret": CANARY, "token_url": URL}, "client_secret is never written"),
        ({"client_id": "env:A"}, "do not belong together"),
        ({"token": "env:A", "token_url": URL, "client_id": "env:B", "client_secret": "env:C"}, "do not belong"),
        ({"paging": "pages"}, "no paging is called pages"),
        ({"paging": "cursor"}, "belong together"),
        ({"cursor": "next"}, "belong together"),
        ({"changed": {"since": "yesterday"}}, "says no moment"),
        ({"page_size": 0}, "too small"),
        ({"pages": 0}, "too small"),
        ({"page_bytes": 0}, "too small"),
        ({"seconds": 0.0}, "too small"),
        ({"overlap_minutes": -1}, "before now"),
    ],
)
def test_what_does_not_fit_is_refused_and_not_repeated(values: dict[str, Any], what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Rest(**{"url": URL, **values})
    assert what in caught.value.what
    assert CANARY not in "".join(caught.value.lines())


def block(tmp_path: Path, text: str, name: str = "users") -> Path:
    conf = tmp_path / "conf.toml"
    conf.write_text(f'[sources."{name}"]\nformat = "rest"\nsubject = "students"\n{text}')
    return conf


def test_a_block_names_its_list(tmp_path: Path) -> None:
    text = 'records = "data.users"\nrest = { url = "https://sis.example/users", seconds = 5 }'
    settings = load(str(block(tmp_path, text))).sources["users"]
    assert (settings.records, settings.rest) == ("data.users", Rest("https://sis.example/users", seconds=5))


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        ("", "users", "sources.users.rest is missing"),
        ('rest = { url = "https://sis.example/users" }', "the [users]", "cannot be pulled by that name"),
        (
            'snapshot = true\nrest = { url = "https://sis.example/users", changed = { since = "{since}" } }',
            "users",
            "sources.users.rest.changed cannot be set",
        ),
    ],
)
def test_a_block_that_cannot_be_pulled_is_refused(tmp_path: Path, text: str, name: str, what: str) -> None:
    with pytest.raises(ConfigError, match="sources") as caught:
        load(str(block(tmp_path, text, name)))
    assert what in caught.value.what
