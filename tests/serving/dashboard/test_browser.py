"""The dashboard in a real browser: from the address of the terminal to a figure under a filter, and newer data."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from contrast import contrast_of
from report_lake import COURSES, of_course, student, written
from served_dashboard import Served, served
from written import write

from edulake.serving.dashboard.live import LOOK

pytestmark = pytest.mark.once


class Looked:
    """A page that is open, and what it did meanwhile."""

    def __init__(self, browser: Any, dashboard: Served, **more: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
        self.page, self.dashboard = self.context.new_page(), dashboard
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(dashboard.address)

    @property
    def path(self) -> str:
        """The address without what all have in common."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def follow(self, where: Any) -> None:
        """A click that leads to another page, until that is there as a whole."""
        with self.page.expect_navigation():
            where.click()

    def goto(self, path: str) -> None:
        self.page.goto(f"http://127.0.0.1:{self.dashboard.port}{path}")


@pytest.fixture
def looked(browser: Any, shown: Served) -> Iterator[Looked]:
    looked = Looked(browser, shown)
    yield looked
    assert looked.complaints == []
    assert {urlsplit(one).netloc for one in looked.requests if not one.startswith("data:")} == {
        f"127.0.0.1:{shown.port}"
    }
    looked.context.close()


def test_from_the_address_to_one_school(looked: Looked) -> None:
    page = looked.page
    assert looked.path == "/", "the token stays in the browser's line"
    assert page.evaluate("document.cookie") == "", "a script can read the cookie"
    page.get_by_label("School", exact=True).select_option("North")
    looked.follow(page.get_by_role("button", name="Show"))
    assert looked.path.startswith("/?school=North")
    assert page.locator("h1").inner_text() == "What is told of North"
    assert page.get_by_text("Chronic absence by school").is_visible()
    looked.follow(page.get_by_role("navigation").get_by_text("People"))
    assert looked.path == "/sections/people?school=North"
    assert page.locator(".not-told").inner_text().startswith("Not told by school")
    looked.follow(page.get_by_text("remove this filter").locator("xpath=.."))
    assert looked.path == "/sections/people"
    assert page.locator("figure .drawing > svg").count() == 5


def test_a_chart_is_drawn_of_one_grade_and_its_table_is_sorted(looked: Looked) -> None:
    page = looked.page
    looked.goto("/sections/subjects?grade=7th+Grade")
    box = page.locator("figure .drawing > svg").bounding_box()
    assert box["width"] > 400
    rows = page.locator("#figure-2 tbody tr")
    assert rows.count() == 6
    page.locator("#figure-2 thead th:nth-child(4) button").click()
    means = [float(text) for text in page.locator("#figure-2 tbody td:nth-child(4)").all_inner_texts()]
    assert means == sorted(means, reverse=True)
    assert page.title() == "Subjects – edulake dashboard", "a script that a source sent has run"


def test_all_of_it_by_keyboard(looked: Looked) -> None:
    page = looked.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "by-school"
    page.keyboard.type("No")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?school=North*")
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    names = page.evaluate(
        "[...document.querySelectorAll('select, input, button')].map(e => e.labels?.[0]?.innerText || e.innerText)"
    )
    assert all(names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_text_can_be_read(browser: Any, identified: Served, scheme: str, width: int) -> None:
    """Contrast of 4.5 (WCAG 2.2, AA), and no sideways scrolling of the page."""
    looked = Looked(browser, identified, viewport={"width": width, "height": 800}, color_scheme=scheme)
    read = {
        "/?school=North": (
            "select.chosen",
            ".filters label",
            ".filters button",
            ".chosen-ones a",
            ".facts dt",
            ".facts dd",
            "#age",
        ),
        "/sections/people?school=North": ("nav a[aria-current]", ".asks", ".not-told li", ".reason", ".small-print p"),
        "/": (".cards span", ".cards small", ".do", ".identified"),
        "/students": (".search label", ".search button", ".search input"),
    }
    for path, selectors in read.items():
        looked.goto(path)
        assert looked.page.evaluate("document.documentElement.scrollWidth") <= width, path
        for selector in selectors:
            assert contrast_of(looked.page, selector) >= 4.5, (path, selector)
    assert looked.complaints == []
    looked.context.close()


def test_print_says_which_filter_and_has_no_controls(looked: Looked) -> None:
    looked.goto("/?school=North")
    looked.page.emulate_media(media="print")
    for selector in ("nav", ".filters", ".skip"):
        assert not looked.page.locator(selector).first.is_visible()
    assert looked.page.locator(".chosen-ones a").first.is_visible()
    assert looked.page.pdf(format="A4").startswith(b"%PDF")


def test_a_student_is_looked_up_and_no_address_says_whom(browser: Any, identified: Served) -> None:
    looked = Looked(browser, identified)
    looked.follow(looked.page.get_by_role("link", name="One student", exact=True))
    looked.page.get_by_label("The student's id").fill(student(5))
    looked.page.keyboard.press("Enter")
    looked.page.wait_for_url("**/students/*")
    assert looked.page.locator("h1").inner_text() == student(5)
    assert not [url for url in looked.requests if student(5) in url]
    assert looked.complaints == []
    looked.context.close()


def test_newer_data_comes_by_itself(browser: Any, warehouse: Path, tmp_path: Path) -> None:
    """Unless somebody is choosing; and a page whose server has ended does not pretend to be live."""
    folder = written(tmp_path / "warehouse", {COURSES: [of_course("Algebra", completed=30, failed=30)]})
    with served(folder) as dashboard:
        dashboard.live.clock = itertools.count(step=LOOK).__next__
        looked = Looked(browser, dashboard)
        page = looked.page
        page.clock.install()
        looked.goto("/sections/courses")
        write(folder, COURSES, of_course("Biology", completed=40, failed=40))
        page.get_by_label("Course", exact=True).focus()
        for _ in range(3):
            page.clock.run_for(11_000)
            page.wait_for_timeout(300)
        assert "newer" in page.evaluate("document.body.className")
        assert page.get_by_text("Biology").count() == 0
        page.locator("h1").click()
        page.evaluate("document.activeElement.blur()")
        page.clock.run_for(11_000)
        page.locator("option[value=Biology]").wait_for(state="attached", timeout=10_000)
        assert looked.complaints == []
    page.clock.run_for(11_000)
    page.get_by_text("no longer live").wait_for(timeout=10_000)
    looked.context.close()
