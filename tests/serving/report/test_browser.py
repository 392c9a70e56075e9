"""The page in a real browser: what is drawn, sorted, filtered, reached by keyboard, and that it asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from contrast import contrast_of

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def address(rendered, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "report.html"
    out.write_text(rendered(warehouse, identified=True))
    return out.as_uri()


class Looked:
    """A page that is open, and what it did meanwhile."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(address)

    def column(self, table: str, at: int) -> list[str]:
        cells = self.page.locator(f"#{table} tbody tr:visible > :nth-child({at})")
        return cells.all_inner_texts()


@pytest.fixture
def looked(browser: Any, address: str) -> Iterator[Looked]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    looked = Looked(page, address)
    yield looked
    assert looked.complaints == []
    assert looked.requests == [address], "the page asked for something"
    page.close()


def test_every_chart_is_drawn(looked: Looked) -> None:
    """Each drawing has a size and marks, each has its numbers, and none is wider than the page."""
    page = looked.page
    drawings = page.locator("figure .drawing > svg")
    assert drawings.count() == page.locator("figure").count() == 51
    for place in range(drawings.count()):
        box = drawings.nth(place).bounding_box()
        assert box["width"] > 400
        assert box["height"] > 40
        assert drawings.nth(place).locator("path, rect").count() > 2
    assert page.locator("figure details table").count() == 51
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    assert page.title() == "Monday, 4 November 2024 – edulake report", "a script that a source sent has run"


def test_a_table_is_sorted_by_its_headers(looked: Looked) -> None:
    table, means = "subjects-2", 4
    button = looked.page.locator(f"#{table} thead th:nth-child({means}) button")
    assert looked.page.locator(f"#{table} thead th:nth-child({means})").get_attribute("aria-sort") is None
    for order, upside_down in (("descending", True), ("ascending", False)):
        button.click()
        header = looked.page.locator(f"#{table} thead th:nth-child({means})")
        assert header.get_attribute("aria-sort") == order
        shown = [float(text) for text in looked.column(table, means) if text != "hidden"]
        assert len(shown) > 10
        assert shown == sorted(shown, reverse=upside_down)
    assert "ascending" in looked.page.locator("#status").text_content()


def test_a_table_is_filtered_and_sorted_by_keyboard(looked: Looked) -> None:
    page, table = looked.page, "early-warning-3"
    everybody = looked.column(table, 2)
    assert len(everybody) == 48
    page.locator(f"#{table}-filter").focus()
    page.keyboard.type("items missing")
    some = looked.column(table, 2)
    assert 0 < len(some) < 48
    assert all("items of work missing" in text for text in looked.column(table, 5))
    assert page.get_by_text(f"{len(some)} of 48 rows").count() > 0
    page.locator(f"#{table} thead th:nth-child(2) button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert looked.column(table, 2) == sorted(some, reverse=True)
    page.locator(f"#{table}-filter").fill("")
    assert sorted(looked.column(table, 2)) == sorted(everybody)


def test_the_first_tab_leads_past_the_contents(looked: Looked) -> None:
    looked.page.keyboard.press("Tab")
    assert looked.page.evaluate("document.activeElement.className") == "skip"
    looked.page.keyboard.press("Enter")
    assert looked.page.url.endswith("#monday")


def test_everything_has_a_name_for_those_who_hear_it(looked: Looked) -> None:
    """Headings in order, pictures with their sentence, ids once, and links that lead somewhere."""
    page = looked.page
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    labels = page.evaluate("[...document.querySelectorAll('[role=img]')].map(e => e.ariaLabel)")
    assert len(labels) == 51
    assert all(len(label) > 40 for label in labels)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    targets = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    labelled = page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby]')].map(e => e.getAttribute('aria-labelledby'))"
    )
    assert set(labelled) <= set(ids)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_text_can_be_read(browser: Any, address: str, scheme: str, width: int) -> None:
    """Contrast of 4.5 for text on what it stands on (WCAG 2.2, AA), and no sideways scrolling of the page."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    looked = Looked(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in (".do", ".tiles small", ".made", ".empty, .lead", "nav a", "thead th", "figcaption p", ".note"):
        assert contrast_of(page, selector) >= 4.5, selector
    assert looked.complaints == []
    page.close()


def test_print_has_no_controls_and_all_rows(looked: Looked) -> None:
    looked.page.emulate_media(media="print")
    for selector in ("nav", ".filter", ".skip", "figure details"):
        assert not looked.page.locator(selector).first.is_visible()
    box = looked.page.locator("#subjects-2").locator("xpath=..")
    assert box.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), "rows are cut off"
    assert looked.page.pdf(format="A4").startswith(b"%PDF")


def test_the_first_sheet_is_one_to_keep(browser: Any, address: str) -> None:
    """What to do and the key figures fit what A4 and US Letter have between margins, and nothing else is on it."""
    for width, height in ((210, 297), (216, 279)):
        page = browser.new_page(viewport={"width": _pixels(width - 28), "height": _pixels(height - 32)})
        page.goto(address)
        assert not page.locator(".kept").is_visible()
        page.emulate_media(media="print")
        assert page.locator(".kept").is_visible()
        assert page.locator(".actions li").count() == 8
        box = page.locator("#figures").bounding_box()
        assert box["y"] + box["height"] <= _pixels(height - 32)
        assert page.evaluate("document.documentElement.scrollWidth") <= _pixels(width - 28), "all would be made smaller"
        assert page.locator("#figures").evaluate("e => getComputedStyle(e).breakAfter") == "page"
        page.close()


def _pixels(millimetres: int) -> int:
    return int(millimetres / 25.4 * 96)
