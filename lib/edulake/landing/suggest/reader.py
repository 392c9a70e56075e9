"""How one text would read: dates, numbers and ids as `expr` makes them of columns, for the few that are shown.

tests/landing/suggest/test_reader.py holds each equal to its expression.
"""

from __future__ import annotations

import datetime as dt
import decimal
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from edulake.expr.dates import FIRST_DAY
from edulake.expr.numbers import FRACTION_DIGITS, MAX_NUMBER, PERCENT, WHOLE_DIGITS
from edulake.expr.text import INVISIBLES, MAX_IDENTIFIER_LENGTH, NULL_TOKENS, WIDE_BLANKS
from edulake.expr.vocabulary import form

if TYPE_CHECKING:
    from collections.abc import Sequence

# Enough for all digits of a number, before and behind its mark.
_EXACT = decimal.Context(prec=2 * (WHOLE_DIGITS + FRACTION_DIGITS), rounding=ROUND_HALF_UP)
_EXACTLY, _KEPT = Decimal(1).scaleb(-FRACTION_DIGITS), Decimal("0.000001")
_NUMBER = re.compile(rf"[+-]?(?:0*[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]*)?|\.[0-9]+)")
_PERCENT = re.compile(PERCENT.replace(r"\z", r"\Z"), re.ASCII)

_PARTS = {"yyyy": "(?P<y>[0-9]{4})", "MM": "(?P<m>[0-9]{2})", "dd": "(?P<d>[0-9]{2})"}
_ONE_OR_TWO = {"yyyy": "(?P<y>[0-9]{4})", "M": "(?P<m>[0-9]{1,2})", "d": "(?P<d>[0-9]{1,2})"}
_MINUTES = r":[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_HALF = r" ?[AaPp]\.?[Mm]\.?"
_OFFSET = r"(?:Z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)"
_HOURS = {
    "HH": rf"(?:[01][0-9]|2[0-3]){_MINUTES}",
    "H": rf"(?:[01]?[0-9]|2[0-3]){_MINUTES}",
    "hh": rf"(?:0[1-9]|1[0-2]){_MINUTES}{_HALF}",
    "h": rf"(?:0?[1-9]|1[0-2]){_MINUTES}{_HALF}",
}

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANKS = re.compile(rf"[\s{WIDE_BLANKS}]+", re.ASCII)
_INVISIBLE = re.compile(f"[{INVISIBLES}]+")
_MARKED = re.compile(rf"""[\s{WIDE_BLANKS}]*(?:="([^"]*)"|'([0-9A-Za-z][^' ]*))[\s{WIDE_BLANKS}]*""", re.ASCII)
_WITH_EXPONENT = re.compile(r"([0-9]{1,3})[.,]([0-9]*)[eE]\+?([0-9]+)")
_EXPONENT_ALONE = re.compile(r"[0-9]{1,3}[eE]\+0*[1-9][0-9]*")
# A spreadsheet keeps 15 digits of a number.
_MOST_PLACES = 14
_NOTHING = {token.lower() for token in NULL_TOKENS}


def day(text: str, formats: Sequence[str]) -> dt.date | None:
    """The day, as `expr.as_date` reads it without a zone; None for what is none in these formats."""
    bare = text.strip(" ")
    return next((found for name in formats if (found := _day(bare, name))), None)


def _day(text: str, date_format: str) -> dt.date | None:
    found = _pattern(date_format).fullmatch(text)
    if not found:
        return None
    try:
        read = dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    return read if read >= FIRST_DAY else None


@lru_cache
def _pattern(date_format: str) -> re.Pattern[str]:
    """A day, and perhaps a time of the form that the format names; of those that its days allow where it names none."""
    written, time = form(date_format)
    known = _PARTS if "dd" in written else _ONE_OR_TWO
    days = re.sub("yyyy|MM?|dd?|[.]", lambda part: known.get(part[0], r"\."), written)
    hours = (time.partition(":")[0],) if time else ("HH",) if "dd" in written else ("H", "h")
    times = "|".join(_HOURS[name] for name in hours)
    return re.compile(rf"{days}(?:[T ](?:{times}) ?{_OFFSET}?)?")


def number(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The number, as `expr.as_number` reads it; None for what is no plain number."""
    if decimal_comma:
        text = "." if "." in text else text.replace(",", ".")
    bare = text.strip(" ")
    if not _NUMBER.fullmatch(bare):
        return None
    exact = Decimal(bare).quantize(_EXACTLY, context=_EXACT)
    return exact.quantize(_KEPT, context=_EXACT) if abs(exact) <= MAX_NUMBER else None


def without_percent(text: str) -> str:
    """A number's text without one "%" behind it, as `expr.percentage` and scores in percent take it."""
    return _PERCENT.sub("", text, count=1)


def cleaned(text: str) -> str | None:
    """Text without what nobody sees, each run of blanks one space; None for what says nothing (`expr.cleaned`)."""
    is_plain = text.isascii() and text.isprintable() and " " not in text
    bare = text if is_plain else _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip(" ")
    return None if bare.lower() in _NOTHING else bare


def identifier(text: str) -> str | None:
    """The id, as `expr.identifier` reads it; None for one that is empty, too long, damaged or holds controls."""
    if _CONTROLS.search(text):
        return None
    marked = _MARKED.fullmatch(text)
    said = cleaned((marked[1] or marked[2] or "") if marked else text)
    if said is None:
        return None
    written = _WITH_EXPONENT.fullmatch(said)
    if written:
        places = int(written[3])
        digits = written[2].rstrip("0").ljust(places, "0") if places <= _MOST_PLACES else ""
        if places <= _MOST_PLACES and len(written[2]) >= places and len(digits) == places:
            said = written[1] + digits
        elif written[2] and (places > _MOST_PLACES or len(written[2]) < places):
            return None
    elif _EXPONENT_ALONE.fullmatch(said):
        return None
    return said if len(said) <= MAX_IDENTIFIER_LENGTH else None
