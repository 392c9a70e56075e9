"""Blocks of wide files: what they must say, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from from_toml import loaded

from edulake.bronze import sources
from edulake.errors import ConfigError

BLOCK = """
[sources.book]
files = "*"
format = "csv"
{block}
[sources.book.columns]
student_id = "ID"
[sources.book.constants]
assessment_date = "2024-11-04"
[sources.book.spread]
{spread}
"""
SOUND = 'cell = "score"'


def said(tmp_path: Path, spread: str, block: str = "") -> ConfigError:
    with pytest.raises(ConfigError) as found:
        sources(loaded(tmp_path, BLOCK.format(spread=spread, block=block)).sources)
    return found.value


def test_what_a_header_and_a_cell_give_is_given(tmp_path: Path) -> None:
    """It may be what the subject requires, and have a pattern."""
    text = BLOCK.format(spread=f'{SOUND}\nheader = {{ term = "whole" }}', block="patterns = { term = '[A-Z]' }")
    settings = loaded(
        tmp_path, text.replace('assessment_date = "2024-11-04"', "").replace("term =", "assessment_date =")
    )
    [book] = [source for source in sources(settings.sources) if source.name == "book"]
    assert book.spreads
    assert book.provides == {"raw_student_id", "raw_assessment_date", "raw_score"}


@pytest.mark.parametrize(
    ("spread", "what"),
    [
        ("", "sources.book.spread.cell is missing"),
        ('cell = " "', "sources.book.spread.cell is empty"),
        (f'{SOUND}\ncolums = "x"', "unknown setting sources.book.spread.colums"),
        ('cell = "points"', "source book is not described well"),
        (f'{SOUND}\nheader = {{ student_id = "whole" }}', "sources.book.spread gives student_id twice"),
        (f'{SOUND}\nlines = {{ score = "Points" }}', "sources.book.spread gives score twice"),
        (f'{SOUND}\ncolumns = "a"\nnames = ["a"]', "sources.book.spread has columns and names"),
        (f"{SOUND}\ncolumns = '('", "sources.book.spread.columns is no regular expression"),
        (f'{SOUND}\nheader = {{ subject = "titel" }}', "sources.book.spread.header.subject does not say"),
        (f"{SOUND}\nheader = {{ subject = '(a)(b)' }}", "sources.book.spread.header.subject does not say"),
        (f'{SOUND}\nnames = [" "]', "sources.book.spread.names has an empty text"),
        (f'{SOUND}\nlines = {{ score_max = "" }}', "sources.book.spread.lines has an empty text"),
        (f'{SOUND}\nmeans = {{ "AM" = "" }}', "sources.book.spread.means has an empty text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(spread: str, what: str, tmp_path: Path) -> None:
    assert said(tmp_path, spread).what.startswith(what)


def test_columns_that_are_rows_cannot_be_kept_out(tmp_path: Path) -> None:
    assert "only_mapped" in said(tmp_path, SOUND, "only_mapped = true").what


def test_a_standard_is_not_wide(tmp_path: Path) -> None:
    text = '[sources.oneroster.spread]\ncell = "score"\n'
    with pytest.raises(ConfigError, match=r"sources.oneroster.spread cannot be set"):
        loaded(tmp_path, text)
