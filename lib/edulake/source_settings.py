"""What the blocks of sources must fulfil, found out as they are read: each error names the block and the key."""

from __future__ import annotations

import re
import warnings
from dataclasses import fields, replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config import SourceSettings

FORMATS = ("csv", "jsonl", "json", "parquet", "jdbc")
STANDARDS = ("oneroster", "oulad")
# What the files of a standard leave open.
OF_STANDARDS = {"standard", "system", "id_namespace", "time_zone", "patterns"}
# No colon, which parts it from the id; and short, since groups that may read a school are named by it.
NAMESPACE = re.compile(r"\A[A-Za-z0-9_.-]{1,32}\Z")
# What Python reads and Java does not, or otherwise.
NOT_JAVA = re.compile(
    r"""
    \(\? (?: P | \# | \( | [a-zA-Z-]*[aLux] )              # named groups, comments, conditions, flags of one of them
    | (?<!\\) (?:\\\\)* \\ [ZNU0]                          # the end, characters by name or number
    | (?<!\\) (?:\\\\)* \{ (?! [0-9]+ (?:,[0-9]*)? \} )   # a brace that counts nothing
    | (?<!\\) (?:\\\\)* \[ (?: [^\]\\] | \\. )* \[        # a bracket within brackets
    """,
    re.VERBOSE,
)


def checked(sources: Mapping[str, SourceSettings]) -> dict[str, SourceSettings]:
    """The blocks, one named as a standard with that as its standard; ConfigError for what is wrong with one."""
    return {block: _checked(block, _with_standard(block, settings)) for block, settings in sources.items()}


def _with_standard(block: str, settings: SourceSettings) -> SourceSettings:
    return replace(settings, standard=block) if block in STANDARDS and not settings.standard else settings


def _checked(block: str, settings: SourceSettings) -> SourceSettings:
    where = f"sources.{block}"
    if settings.standard:
        _must_be_one_of(settings.standard, STANDARDS, f"{where}.standard")
        _must_leave_to_the_standard(block, settings)
    else:
        _must_say_its_form(settings, where)
        _must_be_columns(settings, where)
    _must_be_a_namespace(settings.id_namespace, f"{where}.id_namespace")
    _must_be_a_time_zone(settings.time_zone, f"{where}.time_zone")
    for column, pattern in settings.patterns.items():
        _must_be_a_pattern(pattern, f"{where}.patterns.{column}")
    return settings


def _must_be_one_of(name: str, known: tuple[str, ...], where: str) -> None:
    if name not in known:
        what = where.rpartition(".")[2]
        raise ConfigError(f"no {what} is called {name}", f"{where} names it", f"choose from {', '.join(known)}")


def _must_leave_to_the_standard(block: str, settings: SourceSettings) -> None:
    """Whatever the standard says itself must stand at its default."""
    default = type(settings)()
    others = [f.name for f in fields(settings) if f.name not in OF_STANDARDS]
    said = next((name for name in others if getattr(settings, name) != getattr(default, name)), None)
    if said:
        why = f"the standard {settings.standard} says it"
        how = f'leave it out; files of another form need a block of another name, with system = "{block}"'
        raise ConfigError(f"sources.{block}.{said} cannot be set", why, how)


def _must_say_its_form(settings: SourceSettings, where: str) -> None:
    if not settings.format:
        why = "a source has a format, or a standard"
        raise ConfigError(f"{where}.format is missing", why, f"add format ({', '.join(FORMATS)}) or standard")
    _must_be_one_of(settings.format, FORMATS, f"{where}.format")
    lacking = "database" if settings.format == "jdbc" else "files"
    if not getattr(settings, lacking):
        raise ConfigError(f"{where}.{lacking} is missing", f"its format is {settings.format}", f"add {lacking}")


def _must_be_columns(settings: SourceSettings, where: str) -> None:
    unknown = next((column for column in settings.patterns if column not in settings.columns), None)
    if unknown:
        why = "the source has no such column"
        known = ", ".join(settings.columns)
        raise ConfigError(f"{where}.patterns.{unknown} is about nothing", why, f"choose from its columns: {known}")


def _must_be_a_namespace(name: str, where: str) -> None:
    if name and not NAMESPACE.match(name):
        why = "it has other characters than letters, digits, _ . -, or more than 32"
        raise ConfigError(f"{where} cannot stand before ids", why, "choose a short name, such as north")


def _must_be_a_time_zone(name: str, where: str) -> None:
    known = available_timezones() if name else {name}
    if name not in known:
        why = f"no time zone is called {name}" if known else "this machine knows no time zones"
        how = "use a name of IANA, such as America/New_York" if known else "install the package tzdata"
        raise ConfigError(f"{where} is unknown", why, how)


def _must_be_a_pattern(pattern: str, where: str) -> None:
    """A regular expression for Python, which looks at it here, and for Java, which Spark uses."""
    try:
        with warnings.catch_warnings():
            # Python warns of sets within sets, which are something else in Java.
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
        why = f"{found[0]} means something else to Java, or nothing" if (found := NOT_JAVA.search(pattern)) else ""
    except (re.error, FutureWarning) as error:
        why = str(error)
    if why or not pattern:
        how = "write one that both Java and Python understand"
        raise ConfigError(f"{where} is no regular expression", why or "it is empty", how)
