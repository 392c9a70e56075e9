"""How a source writes amounts of money, as its block says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.expr.vocabulary import CURRENCIES, GROUPINGS, MINUS, NEGATIVES, PLUS

if TYPE_CHECKING:
    from edulake.expr.vocabulary import Money

BY_LETTERS = ("letter", "column")
LETTERS = re.compile(r"\A[A-Za-z]*\Z")
# What stands for a currency has nothing in it that an amount may have.
SIGN = re.compile(r"\A[^\s0-9.,'()+-]+\Z")


def must_be_sound(money: Money, where: str, *, comma: bool, has_sign: bool) -> None:
    """ConfigError for what is wrong with a block's money, `where` being its key.

    `comma` says that its decimal sign is one, `has_sign` that it has the column `sign`.
    """
    _must_be_one_of(money.grouping, ("", *GROUPINGS), f"{where}.grouping")
    _must_be_one_of(money.negative, NEGATIVES, f"{where}.negative")
    if money.grouping == ("," if comma else "."):
        why = "it is the decimal sign" + ("" if comma else " of a source without decimal_comma")
        raise ConfigError(f"{where}.grouping cannot be {money.grouping}", why, "correct one of them")
    if money.negative == "column" and not has_sign:
        raise ConfigError(f"{where}.negative names a column", "the block has no column sign", "add it to its columns")
    _must_be_letters(money, f"{where}.letters")
    _must_be_currencies(money, where)


def _must_be_one_of(name: str, known: tuple[str, ...], where: str) -> None:
    if name not in known:
        how = ", ".join(f'"{one}"' for one in known if one)
        raise ConfigError(f'{where} cannot be "{name}"', "nothing is known by that name", f"choose from {how}")


def _must_be_letters(money: Money, where: str) -> None:
    """Letters where they decide the sign, and only there; one of them means minus."""
    if (money.negative in BY_LETTERS) != bool(money.letters):
        why = f"negative is {money.negative}"
        how = "leave them out" if money.letters else 'say which there are, as CR = "minus", DR = "plus"'
        raise ConfigError(f"{where} {'decide nothing' if money.letters else 'are missing'}", why, how)
    for letter, means in money.letters.items():
        _must_be_one_of(means, (PLUS, MINUS), f"{where}.{letter}")
        if money.negative == "letter" and not LETTERS.match(letter):
            raise ConfigError(f"{where}.{letter} is no letter", "letters stand at an amount", "correct it")
    if money.letters and MINUS not in money.letters.values():
        raise ConfigError(f"{where} name no minus", "all amounts would be plus", "say which letter means minus")


def _must_be_currencies(money: Money, where: str) -> None:
    places = {f"{where}.currency": money.currency} if money.currency else {}
    places |= {f"{where}.signs.{sign}": code for sign, code in money.signs.items()}
    for place, code in places.items():
        if code not in CURRENCIES:
            raise ConfigError(f"{place} is no currency", f"ISO 4217 has no {code}", "give a code such as USD")
    for sign in money.signs:
        if not SIGN.match(sign) or sign.lower() in map(str.lower, money.letters):
            why = "an amount may have it, or a letter of its sign"
            raise ConfigError(f"{where}.signs.{sign} is no sign of a currency", why, "write it as $ or EUR")
