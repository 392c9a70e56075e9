"""The data dictionary in docs/ is the one that the contracts make."""

from __future__ import annotations

import pytest
from checkout import ROOT

from edulake.governance import catalog, dictionary

pytestmark = pytest.mark.once
COMMITTED = ROOT / "docs" / "data_dictionary.md"


def test_the_committed_dictionary_is_up_to_date() -> None:
    assert COMMITTED.read_text() == dictionary.markdown(), (
        "run python -m edulake.governance.dictionary > docs/data_dictionary.md"
    )


def test_every_column_of_every_table_is_in_its_section() -> None:
    """Read back from the text: a layer that is forgotten, or a table listed twice, is noticed."""
    sections = dictionary.markdown().split("\n### ")[1:]
    assert [section.split("\n", 1)[0] for section in sections] == [str(table) for table in catalog.TABLES]
    for table, section in zip(catalog.TABLES, sections, strict=True):
        rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `") and line.count(" | ") == 4]
        assert [(row[0].strip("| `"), row[1].strip("`")) for row in rows] == [(c.name, c.type) for c in table.columns]


def test_a_row_says_what_the_contract_says() -> None:
    text = dictionary.markdown()
    assert "| `email` | `STRING` |  | direct | Email address |" in text
    assert "| `student_id` | `STRING` | key | direct | Student, with the source's namespace if it has one |" in text
    assert "| `NULL_STUDENT_ID` | no student |" in text
    assert "(of silver.courses)" in text
