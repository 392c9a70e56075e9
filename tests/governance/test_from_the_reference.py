"""The page that leads from public pipelines to edulake names only tables, columns and questions that there are."""

from __future__ import annotations

import re

import pytest
from checkout import ROOT

from edulake.governance import catalog
from edulake.serving.questions import QUESTIONS

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "from_the_reference.md").read_text()
COLUMNS = {str(table): {column.name for column in table.columns} for table in catalog.TABLES}
CODE = re.compile(r"`([^`]+)`")
NAME = re.compile(r"(?:education\.)?((?:bronze|silver|gold|ops)\.\w+)(?:\.(\w+))?")
TITLES = (
    "1. The medallion notebook of assessments",
    "2. The student data pipeline",
    "3. The engagement platform",
    "4. The K-12 warehouse",
    "5. The language tutorial",
)


def rows(of: str) -> list[list[str]]:
    """The cells of a section's table, without its header."""
    lines = [line for line in of.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def sections() -> dict[str, list[list[str]]]:
    parts = [part.split("\n", 1) for part in PAGE.split("\n## ")[1:]]
    return {title: rows(text) for title, text in parts if rows(text)}


def unknown(cell: str) -> list[str]:
    """What a cell names and edulake does not have: after a table its columns may stand alone."""
    missing, table = [], ""
    for code in CODE.findall(cell):
        if code.startswith("question "):
            missing += [code] if code.removeprefix("question ") not in {q.name for q in QUESTIONS} else []
            continue
        found = NAME.fullmatch(code)
        table, column = (found[1], found[2]) if found else (table, code)
        if table not in COLUMNS or (column and column not in COLUMNS[table]):
            missing.append(code)
    return missing


def test_each_pipeline_has_its_table() -> None:
    assert tuple(sections()) == TITLES
    assert all(len(of) > 12 for of in sections().values())


@pytest.mark.parametrize("title", TITLES)
def test_what_is_said_to_be_here_is_here(title: str) -> None:
    for there, here, why in sections()[title]:
        assert there
        assert why
        assert here == "–" or CODE.search(here), f"{there}: say where it is, or – where there is none"
        assert unknown(here) == [], there


def test_every_name_of_the_text_is_there() -> None:
    """Also in the reasons, and in the commands: theirs are not set as code."""
    named = [code for code in CODE.findall(PAGE) if NAME.fullmatch(code)]
    assert len(named) > 100
    assert [code for code in named if unknown(f"`{code}`")] == []
    commands = re.findall(r"edulake (?:show|history) (\S+)", PAGE)
    assert commands
    assert [name for name in commands if unknown(f"`{name}`")] == []


@pytest.mark.parametrize(
    ("cell", "missing"),
    [
        ("`gold.course_completion`, `enrolled`", []),
        ("`education.gold.course_completion.enrolled`", []),
        ("`gold.course_completions`", ["gold.course_completions"]),
        ("`gold.course_completion`, `enroled`", ["enroled"]),
        ("`silver.students.score`", ["silver.students.score"]),
        ("`question risk`, `question rysk`", ["question rysk"]),
        ("`enrolled`", ["enrolled"]),
    ],
)
def test_a_name_that_is_not_there_is_found(cell: str, missing: list[str]) -> None:
    assert unknown(cell) == missing
