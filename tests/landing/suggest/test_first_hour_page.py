"""The page of the first hour shows what `suggest` says of its file, and quotes messages that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from checkout import ROOT

from edulake.jobs.steps.ingest import first_hour, unmatched

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "first_hour.md").read_text("utf-8")
BLOCK = Path(__file__).parent / "blocks" / "unit_tests.toml"
# What the jobs, the door and the doctor may say.
SAID = "\n".join(
    path.read_text("utf-8") for path in (*(ROOT / "lib").rglob("*.py"), ROOT / "spark-submit.sh", ROOT / "setup.py")
)


def test_the_block_is_what_suggest_writes() -> None:
    """Which the tests of all files compare with the file itself."""
    [block] = [text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[sources." in text]
    assert block == BLOCK.read_text("utf-8")


def test_the_file_is_copied_to_where_its_block_looks() -> None:
    assert "cp -r tests/landing/suggest/files/unit_tests landing/" in PAGE
    assert (BLOCK.parents[1] / "files" / "unit_tests" / "unit_tests.csv").is_file()
    assert f"[sources.{BLOCK.stem}]" in PAGE


TABLE = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and line.count(" | ") == 2
]


@pytest.mark.parametrize(
    "message",
    [
        "the landing folder does not exist",
        unmatched.SPREADSHEET,
        "Spark did not start",
        "FILE_NO_HEADER",
    ],
)
def test_a_message_of_the_table_is_one_that_is_said(message: str) -> None:
    assert message in SAID
    assert f"`{message}`" in "".join(seen for _, seen, _ in TABLE)


def test_messages_with_names_in_them_begin_as_they_are_said() -> None:
    assert "`Spark 4.2 needs Python 3.11 to 3.14 with its venv module`" in PAGE
    assert "Spark %s needs Python 3.11%s with its venv module" in SAID
    assert "`nothing is delivered: put files into …/SOURCE/`" in PAGE
    assert first_hour.nothing_here(Path("/x")).startswith("nothing is delivered: put files into /x/SOURCE/")
