"""What the blocks of sources must fulfil, found out as they are read: each error names the block and the key."""

from __future__ import annotations

import codecs
import re
from dataclasses import fields, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from edulake.config import called, codes, money, spread
from edulake.config.patterns import must_be_a_pattern
from edulake.errors import ConfigError
from edulake.expr.categories.language import LEVELS
from edulake.expr.vocabulary import unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from edulake.config.settings import SourceSettings

FORMATS = ("csv", "jsonl", "json", "parquet", "jdbc", "kafka", "rest")
# What a block of a format must have.
NEEDED = {"jdbc": "database", "kafka": "kafka", "rest": "rest"}
# What files of its pulls are named by.
BLOCK = re.compile(r"\A[A-Za-z0-9_-]{1,64}\Z")
# What the path to a list of records may go through, without quotes in Spark's paths.
KEY = re.compile(r"\A[A-Za-z_@][A-Za-z0-9_@-]*\Z")
STANDARDS = ("babblr", "edfi", "oneroster", "oulad")
ABOVE_MAXIMUM = ("refuse", "cap")
# What programs on Windows call encodings that Python knows by another name.
MEANT = {"ansi": "cp1252", "windows ansi": "cp1252", "unicode": "utf-16", "macroman": "mac_roman", "oem": "cp850"}
# What the files of a standard leave open.
OF_STANDARDS = {"standard", "system", "id_namespace", "time_zone", "patterns", "codes", "crosswalk", "exceptions_only"}
OF_STANDARDS |= {"money", "corrections_up_to"}
# What those of one leave open besides: whether each holds every row there is, who the only learner is, an API.
OF_ONE = {"babblr": {"snapshot", "constants"}, "edfi": {"rest"}}
# No colon, which parts it from the id; and short, since groups that may read a school are named by it.
NAMESPACE = re.compile(r"\A[A-Za-z0-9_.-]{1,32}\Z")


def checked(sources: Mapping[str, SourceSettings], folder: Path | None = None) -> dict[str, SourceSettings]:
    """The blocks, one named as a standard with that as its standard; ConfigError for what is wrong with one.

    Files that they name are sought in `folder` first.
    """
    return {block: _checked(block, _with_standard(block, settings), folder) for block, settings in sources.items()}


def _with_standard(block: str, settings: SourceSettings) -> SourceSettings:
    return replace(settings, standard=block) if block in STANDARDS and not settings.standard else settings


def _checked(block: str, settings: SourceSettings, folder: Path | None) -> SourceSettings:
    where = f"sources.{block}"
    if settings.standard:
        _must_be_one_of(settings.standard, STANDARDS, f"{where}.standard")
        _must_leave_to_the_standard(block, settings)
        if settings.rest:
            _must_be_pulled(settings, where)
    else:
        _must_say_its_form(settings, where)
        settings = replace(settings, columns=called.read(settings, where))
        _must_be_columns(settings, where)
        _must_be_files(settings, where)
        _must_be_values(settings, where)
    _must_be_a_namespace(settings.id_namespace, f"{where}.id_namespace")
    if settings.crosswalk:
        # An id that it does not have stands behind the system's name.
        _must_be_a_namespace(settings.system or block, f"{where}.system" if settings.system else where)
    _must_be_a_time_zone(settings.time_zone, f"{where}.time_zone")
    if settings.corrections_up_to:
        _must_be_one_of(settings.corrections_up_to, tuple(LEVELS), f"{where}.corrections_up_to")
    if settings.money:
        has_sign = "sign" in (*settings.columns, *settings.constants)
        money.must_be_sound(settings.money, f"{where}.money", comma=settings.decimal_comma, has_sign=has_sign)
    for column, pattern in settings.patterns.items():
        must_be_a_pattern(pattern, f"{where}.patterns.{column}")
    subject = "" if settings.standard else settings.subject
    return replace(settings, codes=codes.read(settings.codes, subject, f"{where}.codes", folder))


def _must_be_one_of(name: str, known: tuple[str, ...], where: str) -> None:
    if name not in known:
        what = where.rpartition(".")[2]
        raise ConfigError(f"no {what} is called {name}", f"{where} names it", f"choose from {', '.join(known)}")


def _must_leave_to_the_standard(block: str, settings: SourceSettings) -> None:
    """Whatever the standard says itself must stand at its default."""
    default = type(settings)()
    left = OF_STANDARDS | OF_ONE.get(settings.standard, set())
    others = [f.name for f in fields(settings) if f.name not in left]
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
    lacking = NEEDED.get(settings.format, "files")
    if not getattr(settings, lacking):
        raise ConfigError(f"{where}.{lacking} is missing", f"its format is {settings.format}", f"add {lacking}")
    if settings.format == "rest":
        _must_be_pulled(settings, where)
    if settings.format == "kafka" and settings.snapshot:
        why = "a topic tells of changes, and never of every row there is"
        raise ConfigError(f"{where}.snapshot cannot be set", why, "leave it out")
    _must_be_a_path_in_json(settings, f"{where}.records")


def _must_be_pulled(settings: SourceSettings, where: str) -> None:
    """A name that files can have, and no changes where each pull is to hold every record there is."""
    if not BLOCK.match(where.removeprefix("sources.")):
        why = "its files are named by it"
        raise ConfigError(f"{where} cannot be pulled by that name", why, "use letters, digits, _ and -")
    if settings.rest and bool(settings.rest.versions) != bool(settings.standard):
        why = "changes are told by version where a standard says in which folders of theirs"
        raise ConfigError(f"{where}.rest.versions belongs to a standard", why, "give both, or none")
    if settings.snapshot and settings.rest and settings.rest.changed:
        why = "a snapshot holds every record there is, and not what changed"
        raise ConfigError(f"{where}.rest.changed cannot be set", why, "leave out changed, or snapshot")


def _must_be_a_path_in_json(settings: SourceSettings, where: str) -> None:
    if settings.records and settings.format not in ("json", "jsonl", "rest"):
        raise ConfigError(f"{where} says nothing", f"its format is {settings.format}", "leave it out")
    if settings.records and not all(KEY.match(key) for key in settings.records.split(".")):
        raise ConfigError(f"{where} is no path of keys", settings.records, 'write keys and dots, such as "data.items"')


def _must_be_columns(settings: SourceSettings, where: str) -> None:
    if settings.spread:
        mapped = {**settings.columns, **settings.constants}
        spread.must_be_sound(settings.spread, mapped, f"{where}.spread", only_mapped=settings.only_mapped)
    named = (*settings.columns, *(settings.spread.gives if settings.spread else ()))
    unknown = next((column for column in settings.patterns if column not in named), None)
    if unknown:
        why = "the source has no such column"
        known = ", ".join(named)
        raise ConfigError(f"{where}.patterns.{unknown} is about nothing", why, f"choose from its columns: {known}")


def _must_be_files(settings: SourceSettings, where: str) -> None:
    """A pattern of files below the source's folder, an encoding that there is, and one character between cells."""
    parts = PurePosixPath(settings.files).parts
    if settings.files.startswith("/") or ".." in parts:
        raise ConfigError(f"{where}.files: {settings.files} leaves the landing folder", "", "give a pattern below it")
    if any("**" in part and part != "**" for part in parts):
        why = "** stands for any number of folders, by itself between two slashes"
        raise ConfigError(f"{where}.files is no pattern of files", why, "write **/*.csv, for example")
    if not _is_encoding(settings.encoding):
        meant = MEANT.get(settings.encoding.lower(), "")
        how = f"use {meant}" if meant else "use a name that Python knows, such as utf-8, cp1252, iso-8859-1 or utf-16"
        raise ConfigError(f"{where}.encoding is unknown", f"no encoding is called {settings.encoding}", how)
    if len(settings.delimiter) != 1 or settings.delimiter in "\"'\r\n\0":
        why = "cells are parted by one character, which is neither a quote nor a line break"
        raise ConfigError(f"{where}.delimiter cannot part cells", why, 'give one, such as ";", "|" or "\\t"')


def _is_encoding(name: str) -> bool:
    """Whether Python makes text of bytes by it: it knows others, that make bytes of bytes."""
    try:
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - nothing else tells the two kinds apart
    except (LookupError, ValueError):
        return False


def _must_be_values(settings: SourceSettings, where: str) -> None:
    """Dates that can be read, and a scale for scores."""
    unread = unreadable(settings.date_formats)
    if unread:
        raise ConfigError(f"{where}.date_formats cannot be read", *unread)
    if not settings.score_min < settings.score_max:
        why = f"the scale would go from {settings.score_min} to {settings.score_max}"
        raise ConfigError(f"{where}.score_max is no highest score", why, "give a number above score_min")
    _must_be_one_of(settings.score_above_maximum, ABOVE_MAXIMUM, f"{where}.score_above_maximum")


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
