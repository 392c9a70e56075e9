"""Lists of each record have an address with a place for it, and no other than a safe one."""

from __future__ import annotations

import pytest

from edulake.config.each_of import EachOf
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize("url", ["{id}", "{id}/results", "https://lms.example/courses/{id}/users?x={id}"])
def test_an_address_has_a_place_for_the_record(url: str) -> None:
    assert EachOf(url).url == url


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("", "have no address"),
        ("https://lms.example/Canary", "have no address"),
        ("http://lms.example/Canary/{id}", "each.url is not https"),
        ("/Canary/{id}", "each.url is not https://host/path"),
    ],
)
def test_other_addresses_are_refused_and_not_repeated(url: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what) as caught:
        EachOf(url)
    assert "Canary" not in "".join(caught.value.lines())
