"""Numbers in JSON texts, kept as they stand there.

Spark hands out a number with a point or an exponent as Java writes it: 95.50 as 95.5, and of more than seventeen digits
other ones. So such numbers are made texts before Spark takes JSON apart, with a mark that no text holds, by which they
are known afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.landing.files.numbers import by_hand

if TYPE_CHECKING:
    from pyspark.sql import Column

# Two code points that are no characters in any encoding of text, and let texts of ASCII stay a byte a letter.
MARK = "\x90\x81"
# Possessive throughout, as Java goes deeper with every choice. Beyond these lengths Spark reads no number.
NUMBER = (
    r"-?(?:0|[1-9][0-9]{0,299}+)(?![0-9])(?=[.eE])(?:\.[0-9]{1,300}+)?+(?:[eE][-+]?+[0-9]{1,3}+)?+"
    r"(?=[ \t\r\n]*+[,}\]])"
)
MAY_HOLD = r"[:,\[][ \t\r\n]*+-?[0-9]++[.eE]"
TEXT = r'"(?:[^"\\]++|\\[\s\S])*+"'
# From one number to the next: texts, what is neither text nor number, and other numbers.
BETWEEN = rf'(?:[^-0-9"]++|{TEXT}|(?!{NUMBER})[-0-9][-+.0-9eE]*+)*+'
NEXT = rf"\G({BETWEEN})({NUMBER})"
# A marked number: a text of its own, or one within a JSON text that is itself a text.
MARKED = rf'\\?"?{MARK}([-+.0-9eE]++)\\?"?'


def marked(json: Column) -> Column:
    """A JSON text whose numbers with a point or an exponent are marked texts; what is no JSON stays none."""
    return F.when(json.rlike(MAY_HOLD), F.regexp_replace(json, NEXT, f'$1"{MARK}$2"')).otherwise(json)


def unmarked(json: Column) -> Column:
    """A JSON text with its numbers as they stood there."""
    return F.when(json.contains(MARK), F.regexp_replace(json, MARKED, "$1")).otherwise(json)


def told(value: Column) -> Column:
    """A value of a marked JSON text: a number as it is written by hand, of an object or a list its text.

    Within a lambda, as it is asked of every column: one that holds no number costs next to nothing.
    """
    return F.when(value.contains(MARK), F.get(F.transform(F.array(value), _told), F.lit(0))).otherwise(value)


def _told(value: Column) -> Column:
    number = F.when(value.startswith(MARK), by_hand(F.substring(value, len(MARK) + 1, 1_000)))
    return F.coalesce(number, unmarked(value))
