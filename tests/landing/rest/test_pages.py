"""How pages follow each other, and where they end."""

from __future__ import annotations

import json
import random
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

import pytest

from edulake.config.rest import Rest
from edulake.errors import UnreadableError
from edulake.landing.rest.client import Answer, Client
from edulake.landing.rest.failures import Waiting
from edulake.landing.rest.pages import ShiftedError, linked, pages

pytestmark = pytest.mark.once
URL = "https://sis.example/users"


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        ([], None),
        (['<https://a/2>; rel="next"'], "https://a/2"),
        (["<https://a/2>; rel=next"], "https://a/2"),
        (['<https://a/1>; rel="prev", <https://a/2?x=1,2>; title="a, b"; rel="next"'], "https://a/2?x=1,2"),
        (['<https://a/9>; rel="last"', '<https://a/2>; rel="last next"'], "https://a/2"),
        (["<https://a/2>; REL=Next"], "https://a/2"),
        (['<https://a/2>; rel="nextish"'], None),
        (['</users?page=2>; rel="next"'], "/users?page=2"),
        (["nonsense"], None),
    ],
)
def test_a_link_says_where_the_next_page_is(headers: list[str], target: str | None) -> None:
    assert linked(headers) == target


class Book(Client):
    """Gives one page after the other, whatever is asked; or, by `shown`, what a list holds at that moment."""

    def __init__(self, rest: Rest, *given: Any) -> None:
        super().__init__(rest, Waiting(lambda _: None))
        self.given = list(given)
        self.asked: list[str] = []

    def get(self, url: str, accept: str = "") -> Answer:
        self.asked.append(url)
        body, headers = self.given.pop(0)
        message = Message()
        for name, value in headers.items():
            message[name] = value
        return Answer(json.dumps(body).encode(), message)


def read(rest: Rest, *given: Any, **asked: str) -> tuple[list[list[str]], list[str]]:
    book = Book(rest, *given)
    return [found for _, found in pages(book, rest, rest.url, "users", {**rest.parameters, **asked})], book.asked


def page(*ids: int, **more: Any) -> dict[str, Any]:
    return {"users": [{"id": one} for one in ids], **more}


def test_links_are_followed_as_they_are() -> None:
    following = {"Link": '<?page=b%20c&limit=100>; rel="next"'}
    found, asked = read(Rest(URL, parameters={"x": "1 2"}), (page(1), following), (page(2), {}))
    assert [len(one) for one in found] == [1, 1]
    assert asked == [f"{URL}?x=1+2&limit=100", f"{URL}?page=b%20c&limit=100"]


def test_offsets_count_what_came() -> None:
    """Not what was asked for: a server may give fewer, and the end is an empty page."""
    _, asked = read(Rest(f"{URL}?a=1", paging="offset", page_size=5), (page(1, 2), {}), (page(3), {}), (page(), {}))
    assert [one.partition("offset=")[2] for one in asked] == ["0", "2", "3"]
    assert all("a=1" in one and "limit=5" in one for one in asked)


@pytest.mark.parametrize("name", ["$skip", "page[offset]", "von ä"])
def test_a_parameter_whose_name_is_escaped_is_replaced_as_any_other(name: str) -> None:
    rest = Rest(f"{URL}?a=%24b", paging="offset", offset_parameter=name, limit_parameter="")
    _, asked = read(rest, (page(1, 2), {}), (page(3), {}), (page(), {}))
    assert [parse_qsl(one.partition("?")[2]) for one in asked] == [[("a", "$b"), (name, n)] for n in ("0", "2", "3")]


def test_offsets_end_where_the_number_of_all_is_reached() -> None:
    total = {"X-Total-Count": "3"}
    found, _ = read(Rest(URL, paging="offset"), (page(1, 2), total), (page(3), total))
    assert sum(map(len, found)) == 3


@pytest.mark.parametrize("total", ["3", "3" * 5000])
@pytest.mark.parametrize("paging", ["link", "offset", "none"])
def test_pages_that_end_before_the_number_of_all_are_refused(paging: str, total: str) -> None:
    with pytest.raises(UnreadableError, match="end too early"):
        read(Rest(URL, paging=paging), (page(1, 2), {"X-Total-Count": total}), (page(), {"X-Total-Count": total}))


@pytest.mark.parametrize("total", ["", "many", "-3", "\u0663", "0", "1"])
def test_a_number_of_all_that_is_none_or_smaller_loses_nothing(total: str) -> None:
    found, _ = read(Rest(URL), (page(1, 2), {"X-Total-Count": total}))
    assert sum(map(len, found)) == 2


def test_a_list_that_changes_its_length_is_read_anew() -> None:
    with pytest.raises(ShiftedError):
        read(Rest(URL, paging="offset"), (page(1), {"X-Total-Count": "3"}), (page(2), {"X-Total-Count": "4"}))


@pytest.mark.parametrize("end", [{"next": None}, {"next": ""}, {"next": False}, {}, {"next": {}}])
def test_a_cursor_is_found_in_a_page(end: dict[str, Any]) -> None:
    rest = Rest(URL, paging="cursor", cursor="meta.next", cursor_parameter="after", limit_parameter="")
    _, asked = read(
        rest, (page(1, meta={"next": "a/b="}), {}), (page(2, meta={"next": 7}), {}), (page(3, meta=end), {})
    )
    assert asked == [URL, f"{URL}?after=a%2Fb%3D", f"{URL}?after=7"]


def test_a_cursor_is_found_in_a_header() -> None:
    rest = Rest(URL, paging="cursor", cursor="header:Next-Page-Token", cursor_parameter="pageToken")
    _, asked = read(rest, (page(1), {"Next-Page-Token": "t"}), (page(2), {}))
    assert asked[1].endswith("pageToken=t")


def test_circles_and_endless_lists_are_refused() -> None:
    rest = Rest(URL, paging="cursor", cursor="next", pages=3)
    with pytest.raises(UnreadableError, match="go in a circle"):
        read(rest, (page(1, next="a"), {}), (page(1, next="a"), {}), (page(1, next="a"), {}))
    with pytest.raises(UnreadableError, match="too many pages"):
        read(rest, *[(page(n, next=str(n)), {}) for n in range(9)])


def test_one_page_is_one_page() -> None:
    assert read(Rest(URL, paging="none"), (page(1), {"Link": '<?p=2>; rel="next"'}), since="x") == (
        [['{"id": 1}']],
        [f"{URL}?since=x"],
    )


def test_a_page_is_text_of_utf_8() -> None:
    rest = Rest(URL)
    book = Book(rest)
    book.get = lambda *_: Answer(b'{"users": ["\xff"]}', Message())  # type: ignore[method-assign]
    with pytest.raises(UnreadableError, match="no text of UTF-8"):
        list(pages(book, rest, rest.url, "users", {}))


class Living(Book):
    """A list to which is written between two pages: records are added in front or behind, or changed and moved."""

    def __init__(self, rest: Rest, chance: random.Random) -> None:
        super().__init__(rest)
        self.chance, self.records, self.clock = chance, [{"id": n, "changed": 0} for n in range(7)], 0

    def get(self, url: str, accept: str = "") -> Answer:
        at = int(url.rpartition("offset=")[2])
        shown = self.records[at : at + 2]
        for _ in range(self.chance.randrange(3)):
            self.write()
        return Answer(json.dumps({"users": shown}).encode(), Message())

    def write(self) -> None:
        self.clock += 1
        where = self.chance.choice([0, len(self.records)])
        if self.chance.random() < 0.5 or len(self.records) > 20:
            one = self.records.pop(self.chance.randrange(len(self.records)))
            self.records.insert(min(where, len(self.records)), {**one, "changed": self.clock})
        else:
            self.records.insert(where, {"id": 100 + self.clock, "changed": self.clock})


@pytest.mark.parametrize("seed", range(10))
def test_a_quiet_pull_repairs_what_shifted(seed: int) -> None:
    """Fifty schedules a seed. Whatever was missed or read twice: with the next whole pull all is held, newest last."""
    for schedule in range(50):
        living = Living(Rest(URL, paging="offset"), random.Random(seed * 1000 + schedule))
        held: dict[int, int] = {}
        for is_quiet in (False, True):
            living.chance = random.Random(schedule) if not is_quiet else _Never()
            for _, found in pages(living, living.rest, URL, "users", {}):
                for one in map(json.loads, found):
                    held[one["id"]] = max(held.get(one["id"], -1), one["changed"])
        assert held == {one["id"]: one["changed"] for one in living.records}


class _Never(random.Random):
    def randrange(self, *_: Any) -> int:
        return 0
