"""What files contradict in a block that is there: each contradiction with the smallest file, and one without any."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePath

import pytest
from suggested import table

from edulake.config.settings import SourceSettings
from edulake.expr.called import ALL, ANY, Called, Several
from edulake.landing.suggest.checking import contradictions, is_of

pytestmark = pytest.mark.once

COLUMNS = {"student_id": "Student", "assessment_date": "Day", "score": "Points"}
SETTINGS = SourceSettings(format="csv", files="**/scores*.csv*", columns=COLUMNS, date_formats=["MM/dd/yyyy"])
HEADER = "Student,Day,Points\n"


def said(settings: SourceSettings, content: str, tmp_path: Path) -> list[str]:
    return list(contradictions(settings, [table(content, tmp_path, "scores.csv")]))


def test_a_block_that_is_right_is_contradicted_by_nothing(tmp_path: Path) -> None:
    assert said(SETTINGS, f"{HEADER}S1,03/14/2024,80.5\n,,\n", tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "content", "what"),
    [
        ({}, f"{HEADER}S1,14/03/2024,80\nS2,01/03/2024,80\n", "day first"),
        ({}, f"{HEADER}S1,02/03/2024,80\n", "nowhere in the file"),
        ({}, f"{HEADER}S1,2024-03-14,80\n", "1 of 1 values are no days"),
        ({}, f"{HEADER}S1,03/14/2024,120\n", "highest score is 120"),
        ({}, f"{HEADER}S1,03/14/2024,80 %\n", "percent sign"),
        ({}, f"{HEADER.replace(',', ';')}S1;03/14/2024;80\n", "delimiter says"),
        ({}, f"{HEADER.lower()}S1,03/14/2024,80\n", "in other letters"),
        ({}, "Student,Day,Mark\nS1,03/14/2024,80\n", "no column Points"),
        ({}, f"Title\n{HEADER}S1,03/14/2024,80\nS2,03/14/2024,80\n", "1 lines stand above"),
        ({}, "", "it is empty"),
        ({"decimal_comma": True}, f"{HEADER}S1,03/14/2024,80.5\n", "decimal point"),
        ({"format": "jsonl"}, f"{HEADER}S1,03/14/2024,80\n", "is csv"),
        ({"score_max": Decimal(50)}, f"{HEADER}S1,03/14/2024,50.5\n", "score_max says 50"),
    ],
)
def test_contradictions(changed: dict[str, object], content: str, what: str, tmp_path: Path) -> None:
    assert any(what in one for one in said(replace(SETTINGS, **changed), content, tmp_path))


@pytest.mark.parametrize(("encoding", "wrong"), [("windows-1252", 0), ("CP1252", 0), ("cp850", 1)])
def test_an_encoding_by_whichever_of_its_names(encoding: str, wrong: int, tmp_path: Path) -> None:
    found = table(f"{HEADER}Jörg,03/14/2024,80\nÄnne,03/15/2024,80\n".encode("cp1252"), tmp_path, "scores.csv")
    assert found.encoding == "cp1252"
    assert len(list(contradictions(replace(SETTINGS, encoding=encoding), [found]))) == wrong


def test_a_highest_score_that_is_allowed(tmp_path: Path) -> None:
    assert said(replace(SETTINGS, score_max=Decimal(50)), f"{HEADER}S1,03/14/2024,50\n", tmp_path) == []


def test_files_are_a_blocks_by_their_names() -> None:
    assert is_of(PurePath("x/Scores_1.CSV"), SETTINGS)
    assert not is_of(PurePath("scores/marks.csv"), SETTINGS)


SCORES = Several(ANY, ("Points", "Mark"))
RESULT = Several(ALL, ("Test", "Student"))


@pytest.mark.parametrize(
    ("changed", "columns", "content", "what"),
    [
        ({}, {"score": SCORES}, "Student,Day,Mark\nS1,03/14/2024,80\n", ""),
        ({}, {"score": SCORES}, "Student,Day,Mark\nS1,03/14/2024,120\n", "highest score is 120"),
        ({}, {"score": SCORES}, "Student,Day,Marks\nS1,03/14/2024,80\n", "no column Points or Mark, which score is"),
        ({}, {"assessment_id": RESULT}, "Test,Student,Day,Points\nT1,S1,03/14/2024,80\n", ""),
        ({}, {"assessment_id": RESULT}, "Student,Day,Points\nS1,03/14/2024,80\n", "no column Test with Student"),
        ({"loose_names": True}, {}, "STUDENT,day,p oints\nS1,03/14/2024,80\n", ""),
        ({"header": False}, {"student_id": "2", "assessment_date": "1", "score": "3"}, "03/14/2024,S1,80\n", ""),
        (
            {"header": False},
            {"student_id": "2", "assessment_date": "1", "score": "3"},
            "14/03/2024,S1,80\n",
            "day first",
        ),
        (
            {"header": False},
            {"student_id": "2", "assessment_date": "1", "score": "4"},
            "03/14/2024,S1,80\n",
            "no column 4",
        ),
    ],
)
def test_columns_under_several_names_or_by_position(
    changed: dict[str, bool], columns: dict[str, Called], content: str, what: str, tmp_path: Path
) -> None:
    settings = replace(SETTINGS, columns={**COLUMNS, **columns}, **changed)
    contradicted = said(settings, content, tmp_path)
    assert what in "; ".join(contradicted)
    assert bool(what) == bool(contradicted)
