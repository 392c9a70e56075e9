"""Raw text: what counts as empty, as clean, and as an identifier."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

# What exports write for "nothing": SQL, spreadsheets, Python's str(None) and str(float("nan")). NAN is among
# them because pandas' astype(str) otherwise turns every student without an id into one student called "nan".
NULL_TOKENS = ("", "-", "NA", "N/A", "#N/A", "NAN", "NULL", "NONE")
_LONGEST_NULL_TOKEN = max(map(len, NULL_TOKENS))

MAX_IDENTIFIER_LENGTH = 128

# Java's \s is ASCII only, so the other spaces are listed. Bidirectional marks come with text copied from web
# pages.
_WIDE_BLANKS = r"\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BLANKS = rf"[\s{_WIDE_BLANKS}]+"
_INVISIBLES = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_UNCLEAN = rf"[\t-\r{_WIDE_BLANKS}{_INVISIBLES}]|\A | \z|  "
# Control characters that are no blanks: those become spaces.
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"


def cleaned(raw: Column) -> Column:
    """Text without invisible characters, trimmed, every run of blanks one space; null for null and a null
    token.
    """
    visible = F.regexp_replace(raw, f"[{_INVISIBLES}]+", "")
    spaced = F.trim(F.regexp_replace(visible, _BLANKS, " "))
    # Nearly all values are clean already: one search costs half of two replacements. Both branches test for
    # tokens themselves, because Spark would evaluate an expression that stands in a condition and in its
    # value twice.
    return F.when(raw.rlike(_UNCLEAN), _unless_null_token(spaced)).otherwise(_unless_null_token(raw))


def identifier(raw: Column) -> Column:
    """Cleaned id, case kept; null if empty, longer than 128 characters or holding a control character."""
    # On the raw text, where control characters that are blanks may still become spaces.
    text = cleaned(raw)
    return F.when(~raw.rlike(_CONTROLS) & (F.char_length(text) <= MAX_IDENTIFIER_LENGTH), text)


def is_valid_utf8(text: Column) -> Column:
    """False for a string whose bytes are not UTF-8 (a latin-1 line from the text reader); null for null."""
    if hasattr(F, "is_valid_utf8"):
        return F.call_function("is_valid_utf8", text)
    return survives_reencoding(text)


def survives_reencoding(text: Column) -> Column:
    """is_valid_utf8 for Spark 3.5: decoding and encoding again replaces malformed bytes by U+FFFD."""
    return text.cast("binary") == F.encode(text, "UTF-8")


def _unless_null_token(text: Column) -> Column:
    is_null_token = (F.octet_length(text) <= _LONGEST_NULL_TOKEN) & F.upper(text).isin(*NULL_TOKENS)
    return F.when(~is_null_token, text)
