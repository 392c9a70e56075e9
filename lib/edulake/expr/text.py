"""Raw text: what counts as empty, as clean, and as an identifier."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from pyspark.sql import Column
from pyspark.sql import functions as F

# What exports write for "nothing": SQL, spreadsheets, Python's str(None) and str(float("nan")), and as \N MySQL,
# PostgreSQL's COPY and Hive. NAN is among them because pandas' astype(str) otherwise turns every student without an id
# into one student called "nan".
NULL_TOKENS = ("", "-", "NA", "N/A", "#N/A", "NAN", "NULL", "NONE", r"\N")

MAX_IDENTIFIER_LENGTH = 128
LONGEST_TO_FIT = 1_000

# Java's \s is ASCII only, so the other spaces are listed. Bidirectional marks come with text copied from web
# pages.
WIDE_BLANKS = r"\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BLANKS = rf"[\s{WIDE_BLANKS}]+"
INVISIBLES = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_NULL_TOKEN = rf"(?i:{'|'.join(map(re.escape, NULL_TOKENS))})\z"
# No null token begins with another letter, and few values with one of these.
_NO_TOKEN = rf"(?:(?![-#nN\\])|(?!{_NULL_TOKEN}))"
# What nearly all values look like: words of printable ASCII or Latin letters, one space between, no null token.
_WORDS = rf"{_NO_TOKEN}[!-~\u00c0-\u024f]++(?: [!-~\u00c0-\u024f]++)*+\z"
_PLAIN = rf"\A{_WORDS}"
# A spreadsheet's mark of a text, which is no part of it: ="00123" or '00123.
_MARKED = rf"""\A{_BLANKS[:-1]}*(?:="([^"]*)"|'([0-9A-Za-z][^' ]*)){_BLANKS[:-1]}*\z"""
# A number as a spreadsheet writes a long one: 1.23457E+11, or 1,23457E+11. A sign or a fraction is always there, which
# tells it from a class called 7E2. It is whole while its mantissa has a digit for each place, up to the 15 digits that
# spreadsheets keep of a number.
_PLACES = range(15)
_WHOLE = rf"\A([0-9]{{1,3}})[.,](?:{'|'.join(rf'([0-9]{{{e}}})0*[eE][+]?0*{e}' for e in _PLACES)})\z"
_ENOUGH = "|".join(rf"[0-9]{{{e},}}[eE][+]?0*{e}" for e in _PLACES)
_DAMAGED = rf"(?:[0-9]{{1,3}}[.,](?!(?:{_ENOUGH})(?![0-9]))[0-9]+[eE][+]?|[0-9]{{1,3}}[eE][+]0*(?=[1-9]))[0-9]+"
_AROUND = rf"[\s{WIDE_BLANKS}{INVISIBLES}]*"
_DAMAGED_AND_MARKED = rf"""\A{_AROUND}(?:="|')?{_AROUND}{_DAMAGED}{_AROUND}"?{_AROUND}\z"""
_AN_IDENTIFIER = rf"(?s)\A(?!{_DAMAGED}\z).{{1,{MAX_IDENTIFIER_LENGTH}}}\z"
_NUMBER_OR_MARK = r"['=]|[0-9]{1,3}(?:[.,][0-9]+)?[eE][+]?[0-9]+\z"
# Nearly all ids are one word that begins with a letter, or digits alone: that is told without looking ahead.
_ONE_WORD = rf"[A-MO-Za-mo-z][!-~]{{0,{MAX_IDENTIFIER_LENGTH - 1}}}+\z|[0-9]{{1,{MAX_IDENTIFIER_LENGTH}}}+\z"
_FITTING = rf"(?=.{{1,{MAX_IDENTIFIER_LENGTH}}}\z)(?!{_NUMBER_OR_MARK})"
_PLAIN_IDENTIFIER = rf"\A(?:{_ONE_WORD}|{_FITTING}{_WORDS})"
_VISIBLE = rf"[^\s{WIDE_BLANKS}{INVISIBLES}]"
_SAID = rf"(?s)\A(?!{_NULL_TOKEN}).*\z"
# Control characters that are no blanks: those become spaces.
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
_UNFIT = rf"(?s){_CONTROLS}|{_VISIBLE}.{{{MAX_IDENTIFIER_LENGTH - 1},}}{_VISIBLE}"


def cleaned(raw: Column) -> Column:
    """Text without invisible characters, trimmed, every run of blanks one space; null for null and a null
    token.
    """
    return F.when(raw.rlike(_PLAIN), raw).otherwise(_said(raw))


def identifier(raw: Column) -> Column:
    """Cleaned id, case kept; null if empty, longer than 128 characters, holding a control character, or damaged.

    A spreadsheet's mark of a text is no part of it: ="00123" and '00123 are 00123. What it wrote with an exponent is
    the number while all of its digits are there: 1.0012345E+7 is 10012345.
    """
    # Controls are sought in the raw text, where those that are blanks may still become spaces.
    text = F.when(~raw.rlike(_CONTROLS), _said(_unmarked(raw)))
    groups = "".join(f"${group}" for group in range(1, len(_PLACES) + 2))
    id_ = _all_of(F.regexp_replace(text, _WHOLE, groups), _AN_IDENTIFIER)
    return F.when(raw.rlike(_PLAIN_IDENTIFIER), raw).otherwise(id_)


def is_damaged(raw: Column) -> Column:
    """Whether an id is what a spreadsheet left of a long number: 1.23457E+11 stands for a million of them.

    Null for null.
    """
    return raw.rlike(_DAMAGED_AND_MARKED)


def is_unfit(raw: Column) -> Column:
    """Whether an id that `identifier` does not read holds a control character, or is too long; null for null."""
    return raw.rlike(_UNFIT)


def _unmarked(raw: Column) -> Column:
    return F.regexp_replace(raw, _MARKED, "$1$2")


def _said(raw: Column) -> Column:
    visible = F.regexp_replace(raw, f"[{INVISIBLES}]+", "")
    return _all_of(F.trim(F.regexp_replace(visible, _BLANKS, " ")), _SAID)


def _all_of(text: Column, pattern: str) -> Column:
    """The text, which the pattern must match as a whole; null else.

    One match costs a third of the replacements before it. Those stand here once: Spark writes the code of an expression
    as often as it is named, and where a row's code exceeds 64 KB it compiles none of it.
    """
    return F.get(F.regexp_extract_all(text, F.lit(pattern), F.lit(0)), F.lit(0))


def fits(text: Column, pattern: str) -> Column:
    """Whether all of a text is what the pattern says; null for null, false beyond 1,000 characters.

    A pattern with alternatives takes Java a step of its stack for each character: a longer text could overrun it.
    """
    return (F.char_length(text) <= LONGEST_TO_FIT) & text.rlike(rf"\A(?:{pattern})\z")


def in_namespace(id_: Column, namespace: str) -> Column:
    """An id that nobody outside of the namespace has: north:S1; as it is without a namespace, null for null.

    Namespaces hold no colon (the settings see to it), so that no two of them make one id of two.
    """
    return F.concat(F.lit(f"{namespace}:"), id_) if namespace else id_


def joined_id(*raw: Column) -> Column:
    r"""One id made of several, | between them: T1 and S5 are T1|S5. No two rows of parts make the same one.

    Null where a part is missing. A part that is no id stands alone, so that it is refused for what it is. A | or a
    backslash within a part has a backslash before it; what would be longer than an id is hashed (SHA-256), without |.
    """
    parts = [identifier(one) for one in raw]
    is_missing = reduce(or_, [cleaned(one).isNull() for one in raw])
    unfit = F.coalesce(*[F.when(part.isNull(), one) for part, one in zip(parts, raw, strict=True)])
    whole = F.concat_ws("|", *[F.regexp_replace(part, r"([|\\])", r"\\$1") for part in parts])
    fitting = F.when(F.length(whole) <= MAX_IDENTIFIER_LENGTH, whole).otherwise(F.sha2(whole, 256))
    return F.when(~is_missing, F.coalesce(unfit, fitting))


def is_valid_utf8(text: Column) -> Column:
    """False for a string whose bytes are not UTF-8 (a latin-1 line from the text reader); null for null."""
    if hasattr(F, "is_valid_utf8"):
        return F.call_function("is_valid_utf8", text)
    return survives_reencoding(text)


def survives_reencoding(text: Column) -> Column:
    """is_valid_utf8 for Spark 3.5: decoding and encoding again replaces malformed bytes by U+FFFD."""
    return text.cast("binary") == F.encode(text, "UTF-8")
