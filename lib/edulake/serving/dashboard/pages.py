"""The pages as text: the parts of the report under filters, each with links that keep them."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from edulake.governance.released import SMALLEST
from edulake.serving.dashboard import filters
from edulake.serving.dashboard.filters import FILTERS
from edulake.serving.report import charts, monday, page
from edulake.serving.report.parts import Chart, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.serving.dashboard.live import Held
    from edulake.serving.dashboard.students import Students
    from edulake.serving.report.parts import Section

# By their addresses: what the pages load, with its type. The report's own style and script come first.
STYLE, SCRIPT = "text/css", "text/javascript"
ASSETS = {"page.css": STYLE, "dashboard.css": STYLE, "page.js": SCRIPT, "live.js": SCRIPT}
TEMPLATES = ("base", "figures", "overview", "section", "student", "students", "problem")
OWN = ("dashboard.css", "live.js", *(f"{name}.html" for name in TEMPLATES))
FIGURES = "figures"


class Pages:
    """What is drawn of the sections that are held; `students` where they may be named."""

    def __init__(self, students: Students | None) -> None:
        self.students = students
        self._report = page.environment().get_template("page.html")
        self._environment = page.environment(asset, self._link)
        verbatim = self._environment.filters["verbatim"]
        self._environment.filters["drawn"] = lambda spec: verbatim(_svg(json.dumps(spec)))
        self._environment.tests["single"] = _is_single

    def overview(self, held: Held, chosen: Mapping[str, str], now: dt.datetime) -> str:
        sections = [section for section in held.sections if section.anchor != FIGURES]
        return self._page(
            "overview.html",
            held,
            chosen,
            now,
            path="/",
            key_figures=next(section for section in held.sections if section.anchor == FIGURES),
            tiles=[tile for section in held.sections for tile in section.tiles],
            actions=monday.first([action for section in held.sections for action in section.actions]),
            monday=monday.next_monday(now),
            cards=[(section, filters.shown(section, chosen, held.taught)) for section in sections],
        )

    def section(self, held: Held, section: Section, chosen: Mapping[str, str], now: dt.datetime) -> str:
        shown = filters.shown(section, chosen, held.taught)
        path = f"/sections/{section.anchor}"
        return self._page("section.html", held, chosen, now, path=path, section=section, shown=shown)

    def report(self, held: Held) -> str:
        """The report as `edulake report` writes it, of what is held."""
        return page.rendered(self._report, held.sections, held.versions, held.choices)

    def search(self, held: Held, now: dt.datetime, *, is_unknown: bool = False) -> str:
        return self._page("students.html", held, {}, now, path="/students", is_unknown=is_unknown)

    def student(self, held: Held, student: str, parts: list[Table], now: dt.datetime) -> str:
        return self._page("student.html", held, {}, now, path="/students", student=student, parts=parts)

    def problem(self, held: Held, what: str, do: str, now: dt.datetime) -> str:
        return self._page("problem.html", held, {}, now, path="", what=what, do=do)

    def _page(self, template: str, held: Held, chosen: Mapping[str, str], now: dt.datetime, **more: Any) -> str:
        kept = f"?{urlencode(chosen)}" if chosen else ""
        return self._environment.get_template(template).render(
            held=held,
            name=monday.named(held.choices.warehouse),
            nav=[section for section in held.sections if section.anchor != FIGURES],
            chosen=chosen,
            words=FILTERS,
            to=lambda path: path + kept,
            without=lambda name: _without(more["path"], chosen, name),
            age=age(held, now),
            smallest=SMALLEST,
            **more,
        )

    def _link(self, column: str, value: Any) -> str:
        """The page of a student that a list names."""
        is_one = self.students and column == "Student" and isinstance(value, str)
        return f"/students/{self.students.called(value)}" if self.students and is_one else ""


def asset(name: str) -> str:
    """A file of the dashboard, or of the report."""
    if name not in OWN:
        return page.asset(name)
    return (resources.files("edulake.serving.dashboard") / "assets" / name).read_text("utf-8")


def age(held: Held, now: dt.datetime) -> str:
    """How long ago the newest table of gold was written, in words."""
    if held.written_at is None:
        return "no data yet"
    minutes = max(0, int((now - held.written_at) / dt.timedelta(minutes=1)))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if many := minutes // size:
            return f"data {many:,} {word}{'' if many == 1 else 's'} old"
    return "data of just now"


def _without(path: str, chosen: Mapping[str, str], name: str) -> str:
    left = {one: value for one, value in chosen.items() if one != name}
    return f"{quote(path)}?{urlencode(left)}" if left else path


def _is_single(part: Any) -> bool:
    """Whether a filter left one row of a table, or of bars: a picture of one bar says what its figures do."""
    if isinstance(part, Chart):
        return part.numbers.asked is not None and len(part.numbers.rows) == 1
    return isinstance(part, Table) and len(part.rows) == 1


@lru_cache(256)
def _svg(spec: str) -> str:
    return charts.svg(json.loads(spec))
