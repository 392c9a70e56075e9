"""Amounts of money and their currencies, as each source writes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.expr.money import as_currency, as_money, currency_at, has_cents
from edulake.expr.vocabulary import Money
from edulake.silver.notation import by_notation

if TYPE_CHECKING:
    from decimal import Decimal

    from pyspark.sql import Column as SparkColumn

    from edulake.contract.feed import Notation
    from edulake.silver.notation import Notations

# Of a source that says nothing of money: digits, a decimal sign and a minus before them have one meaning only.
PLAIN = Money()
# A currency that is said and is none.
NONE_KNOWN = ""


def amount(notations: Notations, word: str, letter: str = "") -> SparkColumn:
    """The amount that the text `word` says, exactly; the word `letter` is what stands in the column of its sign.

    One that has no such column, as a debit beside an amount, says its sign by a minus or by none.
    """
    text, sign = F.col(word), F.col(letter) if letter else None
    how_written = _how if letter else _alone
    return by_notation(notations, how_written, lambda how: as_money(text, how[0], decimal_comma=how[1], letter=sign))


def currency(notations: Notations, *words: str, said: str) -> SparkColumn:
    """The currency of the amounts in the texts `words`: in the column `said`, at an amount, or their source's own.

    Null where none of them names one that is known, or two name different ones.
    """

    def of_source(how: tuple[Money, bool]) -> SparkColumn:
        money, comma = how
        column = F.col(said)
        in_column = F.coalesce(as_currency(column, money), F.when(column.isNotNull(), NONE_KNOWN))
        own = F.lit(money.currency or None).cast("string")
        named = F.array(in_column, *[currency_at(F.col(word), money, decimal_comma=comma) for word in words], own)
        return F.array_join(F.array_distinct(F.array_compact(named)), "/")

    # More than one, or one that is none, is no code of three letters.
    found = by_notation(notations, _alone, of_source)
    return F.when(F.char_length(found) == 3, found)


def is_signed(notations: Notations) -> SparkColumn:
    """Whether minus stands before what makes less to be owed."""
    return by_notation(notations, lambda n: _how(n)[0].signed, F.lit)


def unread_amount(value: str, highest: Decimal) -> Rule:
    """There is no exact amount `value`: nothing is said, or what cannot be read; or it is beyond `highest`."""
    meaning = f"no amount in the notation of the source, or one over {highest}"
    return Rule("BAD_AMOUNT", meaning, lambda: F.col(value).isNull() | (F.abs(value) > highest))


def too_many_decimals(value: str) -> Rule:
    """The exact amount `value` would have to be rounded."""
    return Rule("TOO_MANY_DECIMALS", "an amount with more than two decimals", lambda: ~has_cents(F.col(value)))


def unknown_currency(column: str = "currency") -> Rule:
    """No currency is known of the row."""
    meaning = "no currency of ISO 4217: none is said, or two that contradict each other"
    return Rule("UNKNOWN_CURRENCY", meaning, lambda: F.col(column).isNull())


def _how(notation: Notation) -> tuple[Money, bool]:
    return notation.money or PLAIN, notation.decimal_comma


def _alone(notation: Notation) -> tuple[Money, bool]:
    """How an amount is written without what a column beside it says of its sign."""
    money, comma = _how(notation)
    return (replace(money, negative="minus", letters={}) if money.negative == "column" else money), comma
