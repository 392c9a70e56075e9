"""Where a list is pulled from: nothing that is secret, and nothing that does not fit together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT

from edulake.config.change_versions import ChangeVersions
from edulake.config.each_of import EachOf
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
        {"parameters": {"api_key": "env:KEY", "apiKey": "secret:api/KEY", "sort": "key", "fields": "token"}},
        {"paging": "cursor", "cursor": "meta.next"},
        {"changed": {"filter": "dateLastModified>'{since}'"}},
        {"every_minutes": 0, "full_every_days": 0, "overlap_minutes": 0},
        {"token_url": URL, "client_id": "env:ID", "client_key": "env:KEY", "key_id": "1"},
        {"accept": "application/vnd.ims.lis.v2.result+json, text/plain", "headers": {"Use-Snapshot": "true"}},
        {"each": EachOf("{id}/results")},
        {"each": EachOf("https://sis.example/courses/{id}/users")},
        {"versions": ChangeVersions("https://sis.example/changes", ["students"], 0)},
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
        ({"client_key": CANARY, "client_id": "env:A", "token_url": URL, "key_id": "1"}, "client_key is never written"),
        ({"client_key": "env:K", "client_id": "env:A", "token_url": URL}, "client_key and key_id belong together"),
        ({"key_id": "1"}, "client_key and key_id belong together"),
        ({"client_key": "env:K", "key_id": "1"}, "do not belong together"),
        (
            {"client_key": "env:K", "client_secret": "env:S", "client_id": "env:A", "token_url": URL, "key_id": "1"},
            "do not belong together",
        ),
        ({"headers": {"Authorization": CANARY}}, "a header with a secret"),
        ({"headers": {"X-Api-Key": CANARY}}, "a header with a secret"),
        ({"headers": {"X-Auth-Token": CANARY}}, "a header with a secret"),
        ({"headers": {"X-A": f"1\r\nX-B: {CANARY}"}}, "a header of an API is none"),
        ({"headers": {"X-Client-Secret": CANARY}}, "a header with a secret"),
        ({"headers": {"X-Password": CANARY}}, "a header with a secret"),
        ({"headers": {"Set-Cookie": CANARY}}, "a header with a secret"),
        ({"headers": {"X A": CANARY}}, "a header of an API is none"),
        ({"accept": f"ü{CANARY}"}, "a header of an API is none"),
        ({"parameters": {"api_key": CANARY}}, "a parameter with a secret"),
        ({"parameters": {"Token": CANARY}}, "a parameter with a secret"),
        ({"changed": {"since": "{since}", "key": CANARY}}, "a parameter with a secret"),
        ({"url": f"{URL}?access_token={CANARY}"}, "url holds a secret"),
        ({"versions": ChangeVersions("https://other.example/changes")}, "on another host"),
        ({"versions": ChangeVersions("https://sis.example:444/changes")}, "on another host"),
        ({"versions": ChangeVersions(URL), "each": EachOf("{id}")}, "each cannot be set beside versions"),
        ({"versions": ChangeVersions(URL), "changed": {"a": "{since}"}}, "changed cannot be set beside versions"),
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


VERSIONS = f'versions = {{ url = "{URL}" }}'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f'[sources.edfi]\nrest = {{ url = "{URL}" }}', "sources.edfi.rest.versions belongs to a standard"),
        (
            f'[sources.a]\nformat = "rest"\nrest = {{ url = "{URL}", {VERSIONS} }}',
            "sources.a.rest.versions belongs to a standard",
        ),
        (f'[sources.oulad]\nrest = {{ url = "{URL}", {VERSIONS} }}', "sources.oulad.rest cannot be set"),
        (
            f'[sources.a]\nformat = "rest"\nrest = {{ url = "{URL}", api = "blackboard" }}',
            "no api is called blackboard",
        ),
        (f'[sources.a]\nformat = "rest"\nrest = {{ url = "{URL}", api = ["edfi"] }}', "api has the wrong type"),
    ],
)
def test_an_api_belongs_to_what_reads_it(tmp_path: Path, text: str, what: str) -> None:
    conf = tmp_path / "conf.toml"
    conf.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(str(conf))
    assert what in caught.value.what


def test_a_standard_may_be_pulled(tmp_path: Path) -> None:
    conf = tmp_path / "conf.toml"
    conf.write_text(f'[sources.north]\nstandard = "edfi"\nrest = {{ api = "edfi", url = "{URL}", {VERSIONS} }}')
    rest = load(str(conf)).sources["north"].rest
    assert rest is not None
    assert (rest.total, rest.parameters, rest.versions) == ("Total-Count", {"totalCount": "true"}, ChangeVersions(URL))


@pytest.mark.parametrize(("page", "systems"), [("rest", {"sis_users", "math_results"}), ("edfi", {"edfi"})])
def test_blocks_of_the_documentation_fit(tmp_path: Path, page: str, systems: set[str]) -> None:
    conf = tmp_path / "conf.toml"
    told = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    conf.write_text("\n".join(re.findall(r"```toml\n(.*?)```", told, re.DOTALL)))
    assert {name for name, source in load(str(conf)).sources.items() if source.rest} == systems


def test_secret_parameters_are_known_by_where_they_lie() -> None:
    rest = Rest(URL, token="env:TOKEN", parameters={"sort": "id", "key": "env:KEY", "district": "secret:api/DISTRICT"})
    assert rest.written == {"sort": "id"}
    assert rest.secrets == {"key": "env:KEY", "district": "secret:api/DISTRICT"}
    assert rest.references == ("env:TOKEN", "env:KEY", "secret:api/DISTRICT")
