"""Lists of which there is one for each record of another, and what is to stand beside a record, to the letter."""

from __future__ import annotations

import json
from email.message import Message
from typing import Any

import pytest

from edulake.config.each_of import EachOf
from edulake.config.rest import Rest
from edulake.errors import UnreadableError
from edulake.landing.rest.client import Answer, Client
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.lists import lists, with_value

pytestmark = pytest.mark.once
LMS = "https://lms.example"


class Shelf(Client):
    """Gives what lies at a URL; it notes what it is asked, and for which media type."""

    def __init__(self, rest: Rest, **pages: Any) -> None:
        super().__init__(rest, Waiting(lambda _: None))
        self.pages = pages
        self.asked: list[tuple[str, str]] = []

    def get(self, url: str, accept: str = "") -> Answer:
        self.asked.append((url.removeprefix(LMS), accept))
        body = self.pages[url.removeprefix(LMS).strip("/").partition("?")[0].replace("/", "_")]
        return Answer((body if isinstance(body, str) else json.dumps(body)).encode(), Message())


def read(shelf: Shelf, records: str = "") -> list[str]:
    return [record for _, found in lists(shelf, shelf.rest, records, {"since": "now"}) for record in found]


@pytest.mark.parametrize(
    ("url", "key", "value"),
    [("{id}/results", "id", f"{LMS}/items/1?of=7"), (f"{LMS}/items/{{id}}/results?of=7", "at.number", 1)],
)
def test_there_is_a_list_of_each_record(url: str, key: str, value: Any) -> None:
    """By the URL that a record has, to whose path is added, or by a template with its value."""
    record: Any = {"id": value} if key == "id" else {"at": {"number": value}}
    rest = Rest(f"{LMS}/items", limit_parameter="", each=EachOf(url, key, "all", "of", "outer/type"))
    shelf = Shelf(rest, items={"all": [record]}, items_1_results='[{"id": 9},\n { }]')
    of = json.dumps(record)
    assert read(shelf) == [f'{{"of": {of}, "id": 9}}', f'{{"of": {of}}}']
    assert shelf.asked == [("/items", "outer/type"), ("/items/1/results?of=7&since=now", "")]


def test_a_value_is_one_part_of_a_path() -> None:
    rest = Rest(f"{LMS}/items", limit_parameter="", each=EachOf(f"{LMS}/items/{{id}}"))
    shelf = Shelf(rest, items=[{"id": "a/b?c"}], **{"items_a%2Fb%3Fc": []})
    assert read(shelf) == []


@pytest.mark.parametrize("value", [None, True, "", [], "https://other.example/items/1", "//other.example/1"])
def test_a_record_that_does_not_say_where_its_list_is_is_told(value: Any) -> None:
    shelf = Shelf(Rest(f"{LMS}/items", each=EachOf("{id}/results")), items=[{"id": value}])
    with pytest.raises(UnreadableError):
        read(shelf)
    assert len(shelf.asked) == 1


def test_what_a_page_says_of_its_records_stands_in_them() -> None:
    page = '{"context": {"id":\n "math-7", "weight": 1.50},\n "members": [{"user_id": "u1"}]}'
    rest = Rest(f"{LMS}/members", limit_parameter="", beside="context")
    assert read(Shelf(rest, members=page), "members") == [
        '{"context": {"id":  "math-7", "weight": 1.50}, "user_id": "u1"}'
    ]
    assert read(Shelf(rest, members='{"members": []}'), "members") == [], "of nobody nothing is to be known"
    with pytest.raises(UnreadableError, match="lacks what is to stand"):
        read(Shelf(rest, members='{"members": [{}]}'), "members")


@pytest.mark.parametrize(
    ("record", "expected"),
    [("{}", '{"of": 1.0}'), ("{ }", '{"of": 1.0}'), ('{ "a": [{}] }', '{"of": 1.0, "a": [{}] }')],
)
def test_a_record_stays_to_the_letter(record: str, expected: str) -> None:
    assert with_value(record, "of", "1.0") == expected


def test_a_record_that_has_such_a_key_is_told() -> None:
    with pytest.raises(UnreadableError, match="has what is to stand beside it"):
        with_value('{"of": 2}', "of", "1")
