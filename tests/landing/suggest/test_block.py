"""A block as TOML: what is written is what is read."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edulake.landing.suggest.block import Block, key_of
from edulake.landing.suggest.kinds import Kind

pytestmark = pytest.mark.once

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=12)


@given(
    st.dictionaries(
        TEXTS, TEXTS | st.booleans() | st.lists(TEXTS, max_size=3) | st.dictionaries(TEXTS, TEXTS, max_size=2)
    )
)
def test_what_is_written_is_read(values: dict[str, object]) -> None:
    block = Block("b", Kind([]), {"files": "x"}, {"columns": dict(values)})
    assert tomllib.loads(block.toml())["sources"]["b"] == {"files": "x", "columns": values}


def test_decimals_and_keys() -> None:
    text = Block("b", Kind([]), {"score_max": Decimal("7.50")}).toml()
    assert tomllib.loads(text, parse_float=Decimal)["sources"]["b"]["score_max"] == Decimal("7.50")
    assert [key_of(key) for key in ("a-b_1", "a b", "", 'a"')] == ["a-b_1", '"a b"', '""', '"a\\""']


def test_questions_are_comments_before_the_tables_and_below_them() -> None:
    block = Block("b", Kind([]), {"files": "x"}, {"columns": {"a": "A"}})
    block.asks = [("why?", "score_max = 0"), ("which?", '[sources.b.constants]\ndate = ""')]
    assert block.toml().splitlines() == [
        "[sources.b]",
        'files = "x"',
        "# QUESTION: why?",
        "# score_max = 0",
        "",
        "[sources.b.columns]",
        'a = "A"',
        "",
        "# QUESTION: which?",
        "# [sources.b.constants]",
        '# date = ""',
    ]
