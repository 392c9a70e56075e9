"""Files shaped like exports of real systems, all people invented: each has the block that is right, or its question.

Each folder of files/ has its block in blocks/, whose questions are comments; none of them may be found by a flag.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from suggested import proposed

from edulake.config.load import load

pytestmark = pytest.mark.once

HERE = Path(__file__).parent
FOLDERS = sorted(path.name for path in (HERE / "files").iterdir())
# Of these nothing decides the order of days, or what the file is.
OPEN = {"unclear", "mixed", "short_years", "dots", "no_header", "unknown"}
QUESTION = "# QUESTION: "


def questions(text: str) -> list[str]:
    return [line.removeprefix(QUESTION) for line in text.splitlines() if line.startswith(QUESTION)]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_block_is_the_right_one(name: str, tmp_path: Path) -> None:
    right = (HERE / "blocks" / f"{name}.toml").read_text("utf-8")
    found = proposed(HERE / "files" / name, tmp_path)
    assert tomllib.loads(found) == tomllib.loads(right)
    assert questions(found) == questions(right)


@pytest.mark.parametrize("name", FOLDERS)
def test_each_proposal_is_read_as_settings(name: str, tmp_path: Path) -> None:
    """As it is, with its questions open: what they are about is refused later, and nothing is guessed."""
    text = proposed(HERE / "files" / name, tmp_path)
    conf = tmp_path / "conf.toml"
    conf.write_text(text, "utf-8")
    assert tomllib.loads(text).get("sources", {}).keys() <= load(str(conf)).sources.keys()


def test_nine_in_ten_are_found_without_a_flag() -> None:
    """Format, subject, columns and dates; what a register's codes mean, and when a gradebook's tests were, is asked."""
    named = [name for name in FOLDERS if name not in OPEN and name != "scale"]
    texts = [(HERE / "blocks" / f"{name}.toml").read_text("utf-8") for name in named]
    found = [text for text in texts if "[sources." in text and "days of" not in text and "which subject" not in text]
    assert len(named) >= 30
    assert len(found) >= 0.9 * len(named)


@pytest.mark.parametrize("name", sorted(OPEN - {"no_header"}))
def test_what_is_unknown_ends_with_a_question(name: str) -> None:
    assert questions((HERE / "blocks" / f"{name}.toml").read_text("utf-8"))
