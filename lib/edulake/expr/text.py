"""Raw text: what counts as empty, as clean, and as an identifier."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

# What exports write for "nothing": SQL, spreadsheets, Python's str(None) and str(float("nan")). NAN is among
# them because pandas' astype(str) otherwise turns every student without an id into one student called "nan".
NULL_TOKENS = ("", "-", "NA", "N/A", "#N/A", "NAN", "NULL", "NONE")

MAX_IDENTIFIER_LENGTH = 128
LONGEST_TO_FIT = 1_000

# Java's \s is ASCII only, so the other spaces are listed. Bidirectional marks come with text copied from web
# pages.
_WIDE_BLANKS = r"\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BLANKS = rf"[\s{_WIDE_BLANKS}]+"
_INVISIBLES = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_NULL_TOKEN = rf"(?i:{'|'.join(NULL_TOKENS)})\z"
# What nearly all values look like: words of printable ASCII or Latin letters, one space between, no null token.
_PLAIN = rf"\A(?!{_NULL_TOKEN})[!-~\u00c0-\u024f]+(?: [!-~\u00c0-\u024f]+)*\z"
_PLAIN_IDENTIFIER = _PLAIN.replace(r"\A", rf"\A(?=.{{1,{MAX_IDENTIFIER_LENGTH}}}\z)", 1)
_SAID = rf"(?s)\A(?!{_NULL_TOKEN}).*\z"
# Control characters that are no blanks: those become spaces.
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"


def cleaned(raw: Column) -> Column:
    """Text without invisible characters, trimmed, every run of blanks one space; null for null and a null
    token.
    """
    visible = F.regexp_replace(raw, f"[{_INVISIBLES}]+", "")
    spaced = F.trim(F.regexp_replace(visible, _BLANKS, " "))
    # One match costs a third of the replacements. Those stand here once: Spark writes the code of an expression
    # as often as it is named, and where a row's code exceeds 64 KB it compiles none of it.
    said = F.get(F.regexp_extract_all(spaced, F.lit(_SAID), F.lit(0)), F.lit(0))
    return F.when(raw.rlike(_PLAIN), raw).otherwise(said)


def identifier(raw: Column) -> Column:
    """Cleaned id, case kept; null if empty, longer than 128 characters or holding a control character."""
    # Controls are sought in the raw text, where those that are blanks may still become spaces.
    text = F.when(~raw.rlike(_CONTROLS), cleaned(raw))
    short = F.when(F.char_length(text) <= MAX_IDENTIFIER_LENGTH, text)
    return F.when(raw.rlike(_PLAIN_IDENTIFIER), raw).otherwise(short)


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


def is_valid_utf8(text: Column) -> Column:
    """False for a string whose bytes are not UTF-8 (a latin-1 line from the text reader); null for null."""
    if hasattr(F, "is_valid_utf8"):
        return F.call_function("is_valid_utf8", text)
    return survives_reencoding(text)


def survives_reencoding(text: Column) -> Column:
    """is_valid_utf8 for Spark 3.5: decoding and encoding again replaces malformed bytes by U+FFFD."""
    return text.cast("binary") == F.encode(text, "UTF-8")
