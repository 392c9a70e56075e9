"""Amounts of money from raw text, exact and never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.lookup import by_code, looked_up
from edulake.expr.text import cleaned
from edulake.expr.vocabulary import CURRENCIES, MINUS, PLUS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from pyspark.sql import Column

    from edulake.expr.vocabulary import Money

WHOLE_DIGITS = 15
FRACTION_DIGITS = 18
MONEY_TYPE = f"decimal({WHOLE_DIGITS + FRACTION_DIGITS},{FRACTION_DIGITS})"
# What is written for nothing between groups, and what else looks like one of them.
NO_GROUPS = ("", "none")
ALIKE = {" ": " \u00a0\u202f", "'": "'\u2019"}
# Before and behind an amount: what says its sign, and what that means. Letters are those of the source.
MARKS: dict[str, tuple[str, str, dict[str, str]]] = {
    "minus": (r"[-+]?", "", {"": PLUS, "+": PLUS, "-": MINUS}),
    "trailing minus": ("", "-?", {"": PLUS, "-": MINUS}),
    "parentheses": (r"\(?", r"\)?", {"": PLUS, "()": MINUS}),
    "column": ("", "", {}),
}


# The groups of the pattern of an amount: signs of currencies, what says plus or minus, and the digits.
SIGNS, SAID, DIGITS = (1, 3, 5, 7), (2, 6), 4


def as_money(raw: Column, money: Money, *, decimal_comma: bool = False, letter: Column | None = None) -> Column:
    """Amount as DECIMAL(33,18), exactly as it is written; null for whatever `money` does not say.

    So are more than 15 digits before the decimal sign or 18 behind it, groups of other than three digits, two signs of
    currencies, and a letter (in the text, or in the column `letter` where that has them) that is not declared.
    """
    pattern = _pattern(money, decimal_comma)
    text = F.trim(raw)
    digits = F.regexp_extract(text, pattern, DIGITS)
    number = F.when(digits != "", F.translate(digits, *_plain(money, decimal_comma))).cast(MONEY_TYPE)
    number = F.when(_is_one(_joined(text, pattern, SIGNS), money.signs), number) if money.signs else number
    if money.negative == "column":
        means = by_code(F.lit(None).cast("string") if letter is None else F.coalesce(letter, F.lit("")), money.letters)
    else:
        mark = _joined(text, pattern, SAID)
        means = by_code(mark, money.letters) if money.letters else looked_up(mark, MARKS[money.negative][2])
    return F.when(means == PLUS, number).when(means == MINUS, -number)


def currency_at(raw: Column, money: Money, *, decimal_comma: bool = False) -> Column:
    """The currency (ISO 4217) whose sign stands at an amount; null where none does, and for what is no amount."""
    if not money.signs:
        return F.lit(None).cast("string")
    pattern = _pattern(money, decimal_comma)
    return looked_up(_joined(F.trim(raw), pattern, SIGNS), money.signs)


def as_currency(raw: Column, money: Money) -> Column:
    """The currency (ISO 4217) that a text says, by its code in any case or by a declared sign; null for other texts."""
    text = cleaned(raw)
    code = F.upper(text)
    known = F.when(code.isin(*CURRENCIES), code)
    return F.coalesce(looked_up(text, money.signs), known) if money.signs else known


def has_cents(amount: Column) -> Column:
    """Whether an amount has two decimals at most, zeros behind them aside; null for null."""
    return amount == F.round(amount, 2)


def to_the_cent(amount: Column, lowest: Decimal, highest: Decimal, data_type: str) -> Column:
    """An amount within [lowest, highest] in a type with two decimals; null where it would have to be rounded."""
    return F.when(amount.between(lowest, highest) & has_cents(amount), amount).cast(data_type)


def _pattern(money: Money, decimal_comma: bool) -> str:
    """How a whole amount looks."""
    before, behind = _around(money)
    sign = f"({_any_of(money.signs)}|)"
    number = rf"({_number(money.grouping, ',' if decimal_comma else '.')})"
    return rf"\A{sign} ?({before}) ?{sign} ?{number} ?{sign} ?({behind}) ?{sign}\z"


def _around(money: Money) -> tuple[str, str]:
    if money.negative == "letter":
        letter = rf"(?i:{_any_of(money.letters)})?"
        return letter, letter
    before, behind, _ = MARKS[money.negative]
    return before, behind


def _number(grouping: str, mark: str) -> str:
    """Digits, grouped or not, with a fraction or without; never three digits that may be a fraction or a group.

    No group follows a zero at the beginning: 0,500 is a half in the notation of others.
    """
    mark = re.escape(mark)
    fraction = rf"{mark}[0-9]{{0,{FRACTION_DIGITS}}}0*+"
    plain = rf"0*[0-9]{{1,{WHOLE_DIGITS}}}"
    grouped = "" if grouping in NO_GROUPS else rf"[1-9][0-9]{{0,2}}(?:[{_alike(grouping)}][0-9]{{3}}){{1,4}}|"
    either = "" if grouping else rf"(?![1-9][0-9]{{0,2}}{mark}[0-9]{{3}}(?![0-9]))"
    return rf"{either}(?:(?:{grouped}{plain})(?:{fraction})?|{mark}[0-9]{{1,{FRACTION_DIGITS}}}0*+)"


def _plain(money: Money, decimal_comma: bool) -> tuple[str, str]:
    """The decimal sign and what stands between groups, and what becomes of them: a point, and nothing."""
    groups = "" if money.grouping in NO_GROUPS else _alike(money.grouping)
    return ("," if decimal_comma else ".") + groups, "."


def _alike(grouping: str) -> str:
    return ALIKE.get(grouping, grouping)


def _any_of(texts: Mapping[str, str]) -> str:
    """A pattern of these texts but the empty one, a longer one before those that it begins with."""
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True) if text)


def _joined(text: Column, pattern: str, groups: tuple[int, ...]) -> Column:
    return F.concat(*[F.regexp_extract(text, pattern, group) for group in groups])


def _is_one(sign: Column, signs: Mapping[str, str]) -> Column:
    return sign.isin("", *signs)
