"""Asking a real server that fails in every usual way: what is asked again, what is refused, and where a token goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from rest_server import CLIENT, PASSWORD, TOKEN, Api, serving

from edulake.config.rest import Rest
from edulake.errors import ConfigError, UnreadableError
from edulake.landing.rest.client import Client, replaced, with_parameters
from edulake.landing.rest.failures import ATTEMPTS, Waiting

pytestmark = pytest.mark.once
RECORDS = [{"id": n} for n in range(2)]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    for name, value in {"API_TOKEN": TOKEN, "API_ID": CLIENT, "API_SECRET": PASSWORD}.items():
        monkeypatch.setenv(name, value)
    with serving(RECORDS) as api:
        yield api


class Asking:
    """A client that does not wait; it notes what it says and how long it would."""

    def __init__(self, api: Api, **more: Any) -> None:
        self.said: list[str] = []
        self.pauses: list[float] = []
        values = {"token": "env:API_TOKEN", "seconds": 0.3, **more}
        waiting = Waiting(self.said.append, self.pauses.append, lambda: 0.0)
        self.client = Client(Rest(api.list_url, **values), waiting)

    def get(self) -> bytes:
        return self.client.get(self.client.rest.url).body


CREDENTIALS = {"token": "", "client_id": "env:API_ID", "client_secret": "env:API_SECRET"}


@pytest.mark.parametrize("fault", [408, 429, 500, 502, 503, 504, "drop", "half", "slow", "limit"])
def test_what_may_pass_is_asked_again(api: Api, fault: Any) -> None:
    api.faults = [fault, fault]
    asking = Asking(api)
    assert b'"id": 1' in asking.get()
    assert len(asking.said) == len(asking.pauses) == 2


@pytest.mark.parametrize("fault", [400, 401, 403, 404, 410, 418, "elsewhere", "huge"])
def test_what_does_not_pass_is_told_at_once(api: Api, fault: Any) -> None:
    api.faults = [fault]
    asking = Asking(api, page_bytes=1000)
    with pytest.raises(UnreadableError) as caught:
        asking.get()
    assert (len(api.asked), asking.pauses) == (1, [])
    assert "Zebulon" not in "".join(caught.value.lines())


def test_an_api_that_stays_away_is_given_up(api: Api) -> None:
    api.faults = [503] * 99
    with pytest.raises(UnreadableError, match="the API cannot be read") as caught:
        Asking(api).get()
    assert caught.value.why == f"HTTP 503, {ATTEMPTS} attempts"
    assert len(api.asked) == ATTEMPTS


def test_a_host_that_is_not_there_is_told() -> None:
    with serving([]) as gone:
        pass
    asking = Asking(gone, token="")
    with pytest.raises(UnreadableError, match="cannot be read") as caught:
        asking.get()
    assert caught.value.why == f"ConnectionRefusedError, {ATTEMPTS} attempts"


@pytest.mark.parametrize(("wait", "pauses"), [("3", [3, 3]), ("nonsense", [0.5, 1])])
def test_it_waits_as_it_is_asked_to(api: Api, wait: str, pauses: list[float]) -> None:
    api.faults, api.wait = [429, 429], wait
    asking = Asking(api)
    asking.get()
    assert asking.pauses == pauses


def test_a_wait_beyond_patience_is_told(api: Api) -> None:
    api.faults, api.wait = [429], "3600"
    asking = Asking(api)
    with pytest.raises(UnreadableError) as caught:
        asking.get()
    assert (caught.value.why, asking.pauses) == ("HTTP 429", [])


def test_tokens_are_granted_once_and_anew_where_one_expired(api: Api) -> None:
    asking = Asking(api, token_url=f"{api.url}/token", scope="roster.readonly", **CREDENTIALS)
    asking.get()
    asking.get()
    assert api.granted == 1
    api.tokens.append("tok-2")
    asking.get()
    assert api.granted == 2
    assert asking.said == [], "an expired token is no failure"
    api.faults = [401, 401]
    with pytest.raises(UnreadableError, match="refused the credentials"):
        asking.get()
    assert api.granted == 3


def test_credentials_that_are_refused_are_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_SECRET", "another")
    with pytest.raises(UnreadableError, match="refused the credentials"):
        Asking(api, token_url=f"{api.url}/token", **CREDENTIALS).get()
    monkeypatch.setenv("API_TOKEN", "two\nlines")
    with pytest.raises(ConfigError, match="cannot stand in a header") as caught:
        Asking(api).get()
    assert "lines" not in "".join(caught.value.lines())


def test_a_server_of_tokens_that_gives_none_is_told(api: Api) -> None:
    with pytest.raises(UnreadableError) as caught:
        Asking(
            api, token_url=f"{api.url}/v1/users?x", token="", client_id="env:API_ID", client_secret="env:API_ID"
        ).get()
    assert caught.value.why == "HTTP 401"


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:9/v1/users",
        "https://127.0.0.1/v1/users",
        "//other.example/users",
        "http://user@127.0.0.1/users",
        "file:///etc/passwd",
        "http://[::1/users",
    ],
)
def test_a_token_goes_nowhere_else(api: Api, link: str) -> None:
    asking = Asking(api)
    with pytest.raises(UnreadableError):
        asking.client.within(api.list_url, link)
    with pytest.raises((UnreadableError, ValueError)):
        asking.client.get(link)
    assert api.asked == []


def test_links_within_are_followed(api: Api) -> None:
    client = Asking(api).client
    assert client.within(api.list_url, "?page=2") == f"{api.list_url}?page=2"
    assert client.within(api.list_url, f"{api.url}/v2/x") == f"{api.url}/v2/x"


def test_no_secret_is_said(api: Api) -> None:
    api.faults = [500, "drop", 429, "half", 403]
    asking = Asking(api, token_url=f"{api.url}/token", **CREDENTIALS)
    with pytest.raises(UnreadableError) as caught:
        asking.get()
    told = "".join([*asking.said, *caught.value.lines(), repr(asking.client.rest)])
    assert all(secret not in told for secret in (TOKEN, CLIENT, PASSWORD))


SECRET = "k/ey Canary+é"


@pytest.mark.parametrize("link", ["?page=2", "?page=2&api_key=***&x=1", "?page=2#there", "?api%5Fkey=other&page=2"])
def test_a_secret_parameter_goes_with_every_question(api: Api, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", SECRET)
    asking = Asking(api, parameters={"api_key": "env:API_KEY", "sort": "id"})
    asking.get()
    asking.client.get(asking.client.within(api.list_url, link))
    assert [asked.get("api_key") for asked in api.asked] == [SECRET, SECRET]
    assert (api.asked[1]["page"], "sort" in api.asked[1]) == ("2", False)


@pytest.mark.parametrize("fault", [400, "elsewhere", "drop", "half"])
def test_a_secret_parameter_is_never_said(api: Api, fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", SECRET)
    api.faults = [fault] * 9
    asking = Asking(api, page_bytes=1000, parameters={"key": "env:API_KEY"})
    with pytest.raises(UnreadableError) as caught:
        asking.get()
    assert not caught.value.__cause__, "what urllib says holds the URL"
    assert "Canary" not in "".join([*asking.said, *caught.value.lines(), repr(asking.client.rest)])


@pytest.mark.parametrize("form", [SECRET, "k%2Fey+Canary%2B%C3%A9", "k%2Fey%20Canary%2B%C3%A9", "k/ey Canary+\\u00e9"])
def test_records_that_repeat_a_secret_parameter_are_not_kept(
    api: Api, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY", SECRET)
    client = Asking(api, parameters={"key": "env:API_KEY"}).client
    others = ['{"id": 1}', '{"self": "https://a/b?key=***"}']
    assert client.must_keep(others) == others
    with pytest.raises(UnreadableError, match="repeats a secret in its records") as caught:
        client.must_keep([*others, f'{{"self": "https://a/b?key={form}"}}'])
    assert "Canary" not in "".join(caught.value.lines())
    assert Asking(api).client.must_keep([form]) == [form]


def test_an_answer_says_when_it_is(api: Api) -> None:
    said_at = Asking(api).client.get(api.list_url).said_at
    assert said_at is not None
    assert abs(said_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_parameters_are_added_to_a_url() -> None:
    assert with_parameters("https://a/b", {}) == "https://a/b"
    assert with_parameters("https://a/b?c=1", {"d": "x y&z"}) == "https://a/b?c=1&d=x+y%26z"


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("https://a/b", "https://a/b?c=x+y"),
        ("https://a/b?c=1&d=2&c=3", "https://a/b?d=2&c=x+y"),
        ("https://a/b?%63=1&&d", "https://a/b?d&c=x+y"),
    ],
)
def test_a_parameter_gets_another_value(url: str, there: str) -> None:
    assert replaced(url, "c", "x y") == there
