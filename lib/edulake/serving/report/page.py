"""The page: sections, key figures and what to do on Monday, in one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import os
from importlib import resources
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from edulake.errors import ConfigError, EdulakeError, UnreadableError, of_system
from edulake.governance.released import SMALLEST, Hidden
from edulake.serving import query
from edulake.serving.report import charts, monday
from edulake.serving.report.figures import SECTIONS
from edulake.serving.report.parts import Chart, Choices, Prose, Section
from edulake.serving.report.reading import Reading
from edulake.serving.report.words import sort_key, spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import jinja2

    from edulake.config.settings import Settings
    from edulake.serving.query import View

NOT_MADE = "Could not be made"
NUMERIC = ("count", "score", "share", "precise")
# Tables of at most so many rows are read at a glance: no field to filter them.
AT_A_GLANCE = 12


def make(settings: Settings, out: Path, *, identified: bool = False) -> list[str]:
    """Write the page of a warehouse to `out`; says what could not be made of it."""
    choices = choices_now(settings, identified=identified)
    with query.opened(settings) as lake:
        page, failures = render(lake, choices)
    write(page, out)
    return failures


def choices_now(settings: Settings, *, identified: bool) -> Choices:
    """What a page of a warehouse may say that is made now."""
    capacity = float(settings.early_warning.capacity)
    return Choices(dt.datetime.now(dt.UTC), settings.warehouse, identified, capacity)


def render(lake: View, choices: Choices) -> tuple[str, list[str]]:
    """The page as text, and what could not be made of it: such a section says so, and the others stay."""
    template, reading = environment().get_template("page.html"), Reading(lake)
    sections = made(reading, choices)
    failures = [f"{s.title}: {s.empty}" for s in sections if s.empty.startswith(NOT_MADE)]
    return rendered(template, sections, reading.versions, choices), failures


def made(reading: Reading, choices: Choices) -> list[Section]:
    """All sections, in the order of a page; one that could not be made says so."""
    return [_made(make_section, reading, choices) for make_section in SECTIONS]


def rendered(template: jinja2.Template, sections: list[Section], versions: dict[str, int], choices: Choices) -> str:
    """The page of sections that are made."""
    style, script = asset("page.css"), asset("page.js")
    return template.render(
        sections=[section for section in sections if section.anchor != "figures"],
        overview=next(section for section in sections if section.anchor == "figures"),
        tiles=[tile for section in sections for tile in section.tiles],
        actions=monday.first([action for section in sections for action in section.actions]),
        choices=choices,
        monday=monday.next_monday(choices.made_at),
        name=monday.named(choices.warehouse),
        versions=sorted(versions.items()),
        smallest=SMALLEST,
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def write(page: str, out: Path) -> None:
    """The page as a file for its owner alone, in one step; UnreadableError where it cannot be written."""
    fresh = out.with_name(f".{out.name}.{uuid4().hex}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
        fresh.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        why = of_system(error)
        raise UnreadableError(f"cannot write {out}", why, "choose another file with --out") from None


def _made(make: Callable[[Reading, Choices], Section], reading: Reading, choices: Choices) -> Section:
    try:
        return make(reading, choices)
    except EdulakeError as error:
        name = make.__module__.rsplit(".", 1)[-1]
        anchor = "figures" if name == "key_figures" else name.replace("_", "-")
        return Section(anchor, name.replace("_", " ").capitalize(), "", empty=f"{NOT_MADE}: {error.what}.")


def environment(
    load: Callable[[str], str] | None = None, link: Callable[[str, Any], str] = lambda *_: ""
) -> jinja2.Environment:
    """How parts are drawn and spelled. `load` gives templates, by default the page's own.

    `link` is the address behind a value of a column; there is none where it is empty, as on a page that is a file.
    """
    try:
        import jinja2
        import vl_convert  # noqa: F401 - the charts' own; better missed now than at the first chart
        from markupsafe import Markup
    except ImportError as error:
        why = f"{error.name} is missing"
        raise ConfigError("the report needs more packages", why, "pip install 'edulake[report]'") from None
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load or asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["link"] = link
    # The drawing and the assets are the package's own; all else on the page is escaped.
    environment.filters |= {
        "spelled": spelled,
        "sort_key": sort_key,
        "drawn": lambda spec: Markup(charts.svg(spec)),  # noqa: S704
        "verbatim": Markup,
    }
    environment.tests |= {
        "chart": lambda part: isinstance(part, Chart),
        "prose": lambda part: isinstance(part, Prose),
        "unseen": lambda value: isinstance(value, Hidden),
        "numeric": lambda kind: kind in NUMERIC,
        "long": lambda rows: len(rows) > AT_A_GLANCE,
    }
    return environment


def asset(name: str) -> str:
    """A file that comes with the package, from a checkout, a wheel or a zip."""
    return (resources.files("edulake.serving.report") / "assets" / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: this style and this script, and nothing from anywhere."""
    one, two = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    return f"default-src 'none'; style-src 'sha256-{one}'; script-src 'sha256-{two}'; img-src data:; base-uri 'none'; form-action 'none'"  # noqa: E501
