"""Which addresses tokens may go to, and which of them are the same place."""

from __future__ import annotations

import pytest

from edulake.config.urls import must_be_safe, origin
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "url", ["https://a.example", "https://a.example:8443/x?y=1&keyword=b", "http://127.0.0.1:80/", "http://[::1]/"]
)
def test_what_nobody_reads_on_the_way_is_safe(url: str) -> None:
    must_be_safe(url, "url")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/Canary",
        "http://127.0.0.1.example/Canary",
        "ftp://a.example/Canary",
        "https://user:Canary@a.example",
        "https://a.example/#Canary",
        "https://a.example/ Canary",
        "https://a.example:Canary/",
        "https://a.example/x?fields=id&api_key=Canary",
        "https://a.example/x?Access-Token=Canary",
        "Canary",
    ],
)
def test_others_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        must_be_safe(url, "url")
    assert "Canary" not in "".join(caught.value.lines())


@pytest.mark.parametrize(
    ("url", "of"),
    [
        ("https://a.example/x", ("https", "a.example", 443)),
        ("https://A.example:443", ("https", "a.example", 443)),
        ("http://a.example", ("http", "a.example", 80)),
        ("https://a.example:444", ("https", "a.example", 444)),
        ("https://user@a.example", ("", "", None)),
    ],
)
def test_a_token_is_for_one_origin(url: str, of: tuple[str, str, int | None]) -> None:
    assert origin(url) == of
