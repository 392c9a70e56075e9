"""Blocks that say how amounts of money are written: what they must say, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from from_toml import loaded

from edulake.bronze import sources
from edulake.errors import ConfigError
from edulake.expr.vocabulary import Money

pytestmark = pytest.mark.once

BLOCK = """
[sources.book]
files = "*"
format = "csv"
{block}
[sources.book.columns]
student_id = "ID"
assessment_date = "On"
[sources.book.money]
{money}
"""
LETTERS = 'letters = { CR = "minus", DR = "plus" }'
SAID = f"""
grouping = "."
negative = "letter"
{LETTERS}
currency = "EUR"
signs = {{ "€" = "EUR" }}
"""


def test_the_notation_has_what_the_block_says(tmp_path: Path) -> None:
    settings = loaded(tmp_path, BLOCK.format(block="decimal_comma = true", money=SAID))
    [book] = [source for source in sources(settings.sources) if source.name == "book"]
    assert book.notation.money == Money(
        ".", "letter", {"CR": "minus", "DR": "plus"}, "EUR", {"€": "EUR"}
    )  # fmt: skip
    others = [source for source in sources(settings.sources) if source.name != "book"]
    said = {(source.name, source.subject): source.notation.money for source in others if source.notation.money}
    assert said == {("edfi", "finance_balances"): Money("none", currency="USD")}, "which the standard says itself"


def test_so_has_that_of_each_source_of_a_standard(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[sources.edfi.money]\ncurrency = "USD"\n')
    of_standard = [source for source in sources(settings.sources) if source.name == "edfi"]
    assert {source.notation.money for source in of_standard} == {Money(currency="USD")}


@pytest.mark.parametrize(
    ("money", "what"),
    [
        ('negativ = "minus"', "unknown setting sources.book.money.negativ"),
        ('grouping = "_"', 'sources.book.money.grouping cannot be "_"'),
        ('grouping = "."', "sources.book.money.grouping cannot be ."),
        ('negative = "red"', 'sources.book.money.negative cannot be "red"'),
        ('negative = "letter"', "sources.book.money.letters are missing"),
        (LETTERS, "sources.book.money.letters decide nothing"),
        (f'negative = "column"\n{LETTERS}', "sources.book.money.negative names a column"),
        ('negative = "letter"\nletters = { CR = "credit" }', 'sources.book.money.letters.CR cannot be "credit"'),
        ('negative = "letter"\nletters = { "-" = "minus" }', "sources.book.money.letters.- is no letter"),
        ('negative = "letter"\nletters = { DR = "plus" }', "sources.book.money.letters name no minus"),
        ('currency = "usd"', "sources.book.money.currency is no currency"),
        ('signs = { "$" = "dollar" }', "sources.book.money.signs.$ is no currency"),
        ('signs = { "5" = "USD" }', "sources.book.money.signs.5 is no sign"),
        ('signs = { "" = "USD" }', "sources.book.money.signs. is no sign"),
        ('signs = { "U S" = "USD" }', "sources.book.money.signs.U S is no sign"),
        (f'negative = "letter"\n{LETTERS}\nsigns = {{ cr = "CRC" }}', "sources.book.money.signs.cr is no sign"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(money: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as found:
        loaded(tmp_path, BLOCK.format(block="", money=money))
    assert found.value.what.startswith(what)
    assert found.value.fix


def test_the_comma_is_no_group_where_it_is_the_decimal_sign(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="grouping cannot be ,"):
        loaded(tmp_path, BLOCK.format(block="decimal_comma = true", money='grouping = ","'))
    assert loaded(tmp_path, BLOCK.format(block="", money='grouping = ","')).sources["book"].money == Money(",")
