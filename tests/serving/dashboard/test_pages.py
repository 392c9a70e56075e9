"""The pages as text: links that keep the filters, ages, and what a source sent, which is seen and never run."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from report_lake import HOSTILE, NOW
from served_dashboard import Served

from edulake.serving.dashboard.live import Held
from edulake.serving.dashboard.pages import ASSETS, age, asset
from edulake.serving.report.parts import Choices

pytestmark = pytest.mark.once


def links(text: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', text)]


def test_links_keep_the_filters(shown: Served) -> None:
    text = shown.ask("/sections/people?school=North&year=2024%2F25").text
    kept = "?school=North&year=2024%2F25"
    assert {f"/{kept}", f"/sections/attendance{kept}", f"/sections/people{kept}"} <= set(links(text))
    assert "/sections/people?year=2024%2F25" in links(text), "a filter can be taken away"
    assert "/sections/people" in links(text), "and all of them"
    assert re.findall(r"<option selected value=\"([^\"]*)\"", text) == ["North", "2024/25"]
    assert "/sections/people" in links(shown.ask("/").text)


def test_what_has_no_such_column_says_so(shown: Served) -> None:
    """And is not shown as if it were filtered, nor is what stands above figures of everybody."""
    everybody = shown.ask("/sections/people").text
    north = shown.ask("/sections/people?school=North").text
    reason = north.split("Not told by school")[1]
    assert "Students on the census day, by school year" in reason
    assert "There a year later" in everybody
    assert "There a year later" not in north
    assert "of 240 students" in shown.ask("/").text
    overview = shown.ask("/?school=North").text
    assert "no filter applies to them" in overview
    assert "of 240 students" not in overview
    assert "Chronic absence by school" in overview


def test_what_a_source_sent_is_seen_and_not_run(shown: Served) -> None:
    for path in ("/sections/subjects", f"/sections/subjects?subject={HOSTILE.replace(' ', '%20')}"):
        text = shown.ask(path).text
        assert "Choir &lt;script&gt;" in text
        assert "<script>document" not in text


def held(written_at: dt.datetime | None) -> Held:
    return Held(Choices(NOW, "x"), [], {}, {}, {}, written_at, "stamp")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-5, "data of just now"), (0, "data of just now"), (1, "data 1 minute old"), (59, "data 59 minutes old"),
     (60, "data 1 hour old"), (1439, "data 23 hours old"), (1440, "data 1 day old"), (1440 * 1000, "data 1,000 days old")],
)  # fmt: skip
def test_the_age_of_data_in_words(minutes: int, words: str) -> None:
    assert age(held(NOW), NOW + dt.timedelta(minutes=minutes, seconds=59)) == words


def test_no_data_has_no_age() -> None:
    assert age(held(None), NOW) == "no data yet"


@pytest.mark.parametrize("name", ASSETS)
def test_what_pages_load_asks_nobody_else(name: str) -> None:
    text = asset(name)
    assert len(text) > 500
    assert not re.search(r"https?://|//[a-z]+\.[a-z]|@import|innerHTML|eval\(|storage", text, re.IGNORECASE)


def test_ids_of_elements_are_given_once(shown: Served, identified: Served) -> None:
    for text in (
        shown.ask("/?grade=7th+Grade").text,
        shown.ask("/sections/results").text,
        identified.ask("/sections/early-warning").text,
    ):
        found = re.findall(r' id="([^"]+)"', text)
        assert len(found) == len(set(found))
        labels: list[Any] = re.findall(r'(?:aria-labelledby|for)="([^"]+)"', text)
        assert set(labels) <= set(found)
