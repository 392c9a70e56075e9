"""Wide files as blocks describe them: which columns are rows, and what each row has of its header and its cell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import rows_of

from edulake.bronze.configured import configured
from edulake.config.settings import SourceSettings
from edulake.config.spread import Spread

pytestmark = pytest.mark.once
CANVAS = Spread(
    cell="score",
    columns=r".* \(\d+\)",
    header={"subject": "title", "line_item_id": "id", "term": r"(\w+) \d.*"},
    nothing=["EX"],
    lines={"score_max": "Points Possible"},
)
CANVAS_HEADER = "Student,ID,Section,Essay 1 (4711),Quiz 2 (4712),Quiz 2 (4712),No id,Current Score (99)"
MOODLE = Spread("score", but=["Course total (Real)"], header={"subject": r"(?:Quiz|Assignment): (.*) \(Real\)"})
REGISTER = Spread("status", columns=r"\d+/\d+/\d{4}", header={"date": "whole"})
BUS = Spread("status", header={"session": "whole"}, means={"AM Bus": "AM", "PM  Bus": "PM"})


def block(spread: Spread, subject: str = "assessments", **columns: str) -> SourceSettings:
    constants = {"assessment_date": "2024-11-04"} if subject == "assessments" else {}
    return SourceSettings(
        "csv", files="*", subject=subject, columns={"student_id": "ID", **columns}, constants=constants, spread=spread
    )


def line(payload: str, header: str | None = CANVAS_HEADER, file: str = "f", **values: Any) -> dict[str, Any]:
    said = {"raw_payload": payload, "source_header": header, "source_file_sha256": file, "source_system": "s"}
    said |= {"payload_form": "verbatim" if header else "json", "raw_student_id": "S", **values}
    return said


def spread_to(
    spark: SparkSession, of: SourceSettings, rows: list[dict[str, Any]], *names: str
) -> list[tuple[Any, ...]]:
    source = configured("s", of)
    assert source.spreads
    bronze = rows_of(spark, source.facts, *rows)
    found = source.candidates(bronze, {}).select("place", *[f"raw_{n}" for n in names], "parse_issue")
    assert not found.where("revisit").count()
    return sorted((tuple(row) for row in found.collect()), key=str)


def test_a_gradebook_of_canvas(spark: SparkSession) -> None:
    """Two files with other columns; headers that stand twice, or say no id; points possible in a line of their own."""
    rows = [
        line("    Points Possible,,,10,5,6,,(read only)"),
        line('"Doe, Jo",S1,A,"9,5",EX,-,7,88', raw_assessment_id="S1"),
        line('"Roe ""R""",S2,A,, n/a ,4,,', raw_assessment_id="S2"),
        line("None,S3,A,,,,,", raw_assessment_id="S3"),
        line("x,S4", parse_issue="RAGGED_SHORT"),
        line("Eve,S5,7", "Student,ID,New one (5000)", "g", raw_assessment_id=" S5 "),
        line("Nobody,,7", "Student,ID,New one (5000)", "g", raw_assessment_id=" "),
    ]
    names = ("assessment_id", "subject", "line_item_id", "term", "score", "score_max")
    found = spread_to(spark, block(CANVAS, assessment_id="ID"), rows, *names)
    assert found == [
        ("Essay 1 (4711)", "S1:4711", "Essay 1", "4711", "Essay", "9,5", "10", None),
        ("New one (5000)", "S5:5000", "New one", "5000", None, "7", None, None),
        ("New one (5000)", None, "New one", "5000", None, "7", None, None),
        ("Quiz 2 (4712) (2)", "S2:4712 (2)", "Quiz 2", "4712", "Quiz", "4", "6", None),
        (None, "S3", None, None, None, None, None, "NOTHING_SAID"),
        (None, None, None, None, None, None, None, "HEADER_ROW"),
        (None, None, None, None, None, None, None, "RAGGED_SHORT"),
    ]


@pytest.mark.parametrize("form", ["json", "verbatim"])
def test_a_gradebook_of_moodle_kept_as_json(spark: SparkSession, form: str) -> None:
    """Every column that nobody maps; one record has a number, and one a key that the other lacks.

    An element of a list is kept as JSON, a line of its own as it was delivered.
    """
    rows = [
        line(
            json.dumps({"ID": "S1", "Quiz: A (Real)": "7.50", "Course total (Real)": "9", "b": {"c": 8}}),
            None,
            payload_form=form,
        ),
        line(json.dumps({"ID": "S2", "Assignment: B (Real)": 3, "Quiz: A (Real)": "-"}), None, payload_form=form),
    ]
    assert spread_to(spark, block(MOODLE, class_id="b.c"), rows, "subject", "score") == [
        ("Assignment: B (Real)", "B", "3", None),
        ("Quiz: A (Real)", "A", "7.50", None),
    ]


def test_a_register_and_a_bus(spark: SparkSession) -> None:
    """Headers that are days, or mean a session; blanks that nobody sees in one of them."""
    days = "ID,11/04/2024,11/05/2024,11/5,Sum"
    rows = [line("S1,P,A,L,2", days), line('S2,"",,,', days)]
    assert spread_to(spark, block(REGISTER, "attendance"), rows, "date", "status") == [
        ("11/04/2024", "11/04/2024", "P", None),
        ("11/05/2024", "11/05/2024", "A", None),
        (None, None, None, "NOTHING_SAID"),
    ]
    rows = [line("S1,7,8,9", "ID,AM\u00a0 Bus,PM Bus,Night Bus")]
    found = spread_to(spark, block(BUS, "attendance", date="Day"), rows, "session", "status")
    assert found == [("AM Bus", "AM", "7", None), ("PM Bus", "PM", "8", None)]


def test_a_survey_whose_empty_cells_are_items_without_an_answer(spark: SparkSession) -> None:
    """Words for nothing stay as they are; a record without any answer says nothing, and a text for nothing is none."""
    spread = Spread("value", header={"item_code": "whole"}, nothing=["-"], keeps_empty=True)
    of = SourceSettings(
        "csv",
        files="*",
        subject="survey_answers",
        columns={"response_id": "ID"},
        constants={"survey_id": "V"},
        spread=spread,
    )
    rows = [
        {**line(payload, "ID,Q1,Q2,Q3"), "raw_response_id": payload[:2]}
        for payload in ("R1,4,,N/A", "R2,,,", "R3,-,5,-", "R4,None,-,")
    ]
    rows = [{name: value for name, value in row.items() if name != "raw_student_id"} for row in rows]
    assert spread_to(spark, of, rows, "response_id", "value") == [
        ("Q1", "R1", "4", None),
        ("Q2", "R1", "", None),
        ("Q2", "R3", "5", None),
        ("Q3", "R1", "N/A", None),
        (None, "R2", None, "NOTHING_SAID"),
        (None, "R4", None, "NOTHING_SAID"),
    ]


def test_an_empty_cell_of_an_option_is_no_choice(spark: SparkSession) -> None:
    """Items without options in their headers are kept empty beside them."""
    header = {"item_code": r"(Q\d+).*", "option": r"Q\d+: (.*)"}
    of = SourceSettings(
        "csv",
        files="*",
        subject="survey_answers",
        columns={"response_id": "ID"},
        constants={"survey_id": "V"},
        spread=Spread("value", columns=r"Q.*", header=header, keeps_empty=True),
    )
    row = {**line("R1,Yes,,N/A,No,", "ID,Q1: Bus,Q1: Car,Q1: Train,Q1: Walk,Q2"), "raw_response_id": "R1"}
    row.pop("raw_student_id")
    assert spread_to(spark, of, [row], "item_code", "option", "value") == [
        ("Q1: Bus", "Q1", "Bus", "Yes", None),
        ("Q1: Walk", "Q1", "Walk", "No", None),
        ("Q2", "Q2", None, "", None),
    ]


def test_a_plan_is_the_same_however_many_columns_there_are(spark: SparkSession) -> None:
    """And long headers make ids that fit."""
    survey = block(Spread("score", header={"subject": "whole"}), assessment_id="ID")
    source = configured("s", survey)

    def asked(count: int) -> Any:
        header = ",".join(["ID", *[f"Item {number} {'x' * 90}" for number in range(count)]])
        said = line(",".join(["S1", *["4"] * count]), header, raw_assessment_id="S1")
        return source.candidates(rows_of(spark, source.facts, said), {})

    many, few = asked(100), asked(2)
    plans = [frame._jdf.queryExecution().analyzed().treeString().count("\n") for frame in (many, few)]
    assert plans[0] == plans[1]
    ids = [row["raw_assessment_id"] for row in many.collect()]
    assert len(set(ids)) == 100
    assert {len(id_) for id_ in ids} == {len("S1:") + 64}
