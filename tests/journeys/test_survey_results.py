"""Surveys from files to gold: what is told anew, of items or of answers, gives what all of it at once gives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

pytestmark = [pytest.mark.once, pytest.mark.more]

COLUMNS = {
    "survey_items": "survey_id,item_code,family,text,construct,form,scale_min,scale_max,favourable_from,is_reversed,"
    "stored_reversed,options",
    "survey_responses": "survey_id,response_id,respondent_kind,student_id,submitted_date,status,school_id",
    "survey_answers": "survey_id,response_id,item_code,value",
    "survey_invitations": "survey_id,school_id,respondent_kind,invited",
}
CONF = "[limits]\nsnapshot_shrink = 1.0\n" + "".join(
    f'[sources.{subject}]\nsystem = "voices"\nsubject = "{subject}"\nfiles = "**/{subject}.csv"\nformat = "csv"\n'
    f"snapshot = {str(subject == 'survey_items').lower()}\ncolumns = {{ "
    + ", ".join(f'{name} = "{name}"' for name in columns.split(","))
    + " }\n"
    for subject, columns in COLUMNS.items()
)
NAMES = ["survey_results", "survey_options", "survey_constructs"]
SCALE = "Safety,Single,1,5,4"
ITEMS = [f"{survey},Q1,climate,Safe?,{SCALE},no,no," for survey in ("spring", "fall")]
FIRST = {
    "survey_items": [*ITEMS, f"fall,Q2,climate,Afraid?,{SCALE},no,no,", "fall,Q3,climate,How?,,Multiple,,,,,,bus|walk"],
    "survey_responses": [
        "spring,R1,student,S1,2024-03-05,complete,X",
        "fall,R2,student,S1,2024-10-08,complete,X",
        "fall,R3,student,S2,2024-10-08,complete,X",
    ],
    "survey_answers": ["spring,R1,Q1,2", "fall,R2,Q1,4", "fall,R2,Q2,1", "fall,R2,Q3,bus;walk", "fall,R3,Q1,5", "fall,R3,Q2,2"],
    "survey_invitations": ["fall,X,student,4"],
}  # fmt: skip
# Q2 is reversed after all, an option is called otherwise and not chosen, S2 answers again, and one value was another.
SECOND = {
    "survey_items": [
        *ITEMS,
        f"fall,Q2,climate,Afraid?,{SCALE},yes,no,",
        "fall,Q3,climate,How?,,Multiple,,,,,,by bus|walk",
    ],
    "survey_responses": ["fall,R4,student,S2,2024-10-09,complete,X"],
    "survey_answers": ["fall,R2,Q1,5", "fall,R2,Q3,by bus", "fall,R4,Q1,1", "fall,R4,Q2,3"],
}


def deliver(lake: Lake, day: str, files: dict[str, list[str]]) -> None:
    for subject, lines in files.items():
        lake.deliver(f"voices/{day}/{subject}.csv", "\n".join([COLUMNS[subject], *lines]) + "\n")


def gold(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    return {name: lake.content(PRODUCTS[name].table) for name in NAMES}


def of_all(lake: Lake, name: str, **of: str) -> dict[str, Any]:
    [row] = [
        row
        for row in lake.content(PRODUCTS[name].table)
        if {"school_id": "All", "grade_level": "All", **of}.items() <= row.items()
    ]
    return row


def test_what_is_told_anew_is_what_is_told_at_once(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, tmp_path / "days").configured(CONF)
    deliver(lake, "2024-11-01", FIRST)
    lake.run(product=NAMES)
    before = of_all(lake, "survey_results", survey_id="fall", item_code="Q2")
    assert (before["mean"], before["favourability"], before["response_rate"]) == (
        Decimal("1.5000"),
        0,
        Decimal("0.5000"),
    )
    assert of_all(lake, "survey_options", option="walk")["n"] == 1
    deliver(lake, "2024-11-02", SECOND)
    lake.run(product=NAMES)
    safe = of_all(lake, "survey_results", survey_id="fall", item_code="Q1")
    assert (safe["mean"], safe["earlier_survey_id"], safe["mean_change"]) == (
        Decimal("3.0000"),
        "spring",
        Decimal("1.0000"),
    )
    assert of_all(lake, "survey_results", survey_id="fall", item_code="Q2")["mean"] == Decimal("4.0000")
    assert of_all(lake, "survey_constructs", survey_id="fall")["mean"] == Decimal("3.5000")
    shares = {option: of_all(lake, "survey_options", option=option)["share"] for option in ("by bus", "walk")}
    assert shares == {"by bus": 1, "walk": 0}, "what a newer answer does not say is over"
    once = Lake(spark, tmp_path / "once").configured(CONF)
    deliver(once, "2024-11-01", FIRST)
    deliver(once, "2024-11-02", SECOND)
    once.run(product=NAMES)
    assert gold(once) == gold(lake)
    assert all(gold(once).values())
