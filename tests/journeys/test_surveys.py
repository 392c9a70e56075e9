"""A wide survey file by configuration alone: every record has one fate, and answers are what their items declare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from subjects import hashed

from edulake.governance import contradictions
from edulake.ops.runs import Entry, Run
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

CONF = r"""
[limits]
snapshot_shrink = 1.0
[sources.survey_items]
system = "voices"
subject = "survey_items"
files = "**/items.csv"
format = "csv"
snapshot = true
columns = { item_code = "code", text = "text", construct = "construct", form = "form", options = "options" }
constants = { survey_id = "climate-2025", family = "climate", stored_reversed = "no" }
[sources.survey_items.codes.form]
MC = "Single"
[sources.survey_responses]
system = "voices"
subject = "survey_responses"
files = "**/survey.csv"
format = "csv"
columns = { response_id = "ResponseId", status = "Finished", student_id = "ID", submitted_date = "Recorded", is_test = "Mode" }
constants = { survey_id = "climate-2025", respondent_kind = "student", school_id = "X" }
[sources.survey_answers]
system = "voices"
subject = "survey_answers"
files = "**/survey.csv"
format = "csv"
columns = { response_id = "ResponseId", is_test = "Mode" }
constants = { survey_id = "climate-2025" }
[sources.survey_answers.spread]
columns = 'Q\d+ .*'
cell = "value"
header = { item_code = '(Q\d+) .*' }
keeps_empty = true
[sources.survey_invitations]
system = "voices"
subject = "survey_invitations"
files = "**/invited.csv"
format = "csv"
columns = { school_id = "school", invited = "n" }
constants = { survey_id = "climate-2025", respondent_kind = "student" }
""".replace(
    'options = "options" }',
    'options = "options", scale_min = "min", scale_max = "max", favourable_from = "good", is_reversed = "reversed" }',
)
SUBJECTS_OF_SURVEYS = ["survey_items", "survey_responses", "survey_answers", "survey_invitations"]
LIKERT = '"1=1 - Never\n2=2 - Seldom\n3=3 - Some days\n4=4 - Often\n5=5 - Always\nNA=Don\'t know"'
ITEMS = {
    "Q1": "I feel safe,Safety,MC,,1,5,4,no",
    "Q2": "I am afraid,Safety,MC,,1,5,4,yes",
    "Q3": "Adults help,Safety,MC,,1,5,4,no",
    "Q4": "I belong,Belonging,MC,,1,5,4,no",
    "Q5": "I am alone,Belonging,MC,,1,5,4,yes",
    "Q6": f"I am asked,Belonging,MC,{LIKERT},1,5,4,no",
    "Q7": 'Clubs,,Checkbox,"Reading, writing|Math",,,,',
    "Q8": "Anything else?,,Text,,,,,",
}
OFTEN = ("1 - Never", "2 - Seldom", "3 - some days", "4", "5 - Always")
HEADER = "ResponseId,Finished,ID,Recorded,Mode,Q1 I feel safe,Q2 I am afraid,Q3 Adults help,Q4 I belong,Q5 I am alone,"
HEADER += "Q6 I am asked,Q7 Clubs,Q8 Anything else?\n"
PEOPLE = [
    f'R{n},True,S{n},2025-03-13,,{v},{6 - v},{v},{v},{6 - v},{OFTEN[v - 1]},"Reading, writing, Math",My name is Jo'
    for n in range(30)
    for v in [n % 5 + 1]
]
ODD = {
    "empty": "E,False,S30,2025-03-13,,,,,,,,,",
    "placeholder": "P,True,@X@id@X@,2025-03-13,,5,1,5,5,1,Don't know,,",
    "test": "T,True,S31,2025-03-13,Survey Preview,5,1,5,5,1,5,,",
    "nameless": ",True,S32,2025-03-13,,5,1,5,5,1,5,,",
    "again": 'A,True,S1,2025-03-14,,9,,N/A,2.5,x,sometimes,"Chess, Reading, writing",',
}
# What becomes of the answers of the one who answers again: value, option, status and issues.
AGAIN = {
    ("Q1", None, None, "Out Of Scale", False, "SCORE_OUT_OF_SCALE"),
    ("Q2", None, None, "No Response", False, ""),
    ("Q3", None, None, "No Response", False, ""),
    ("Q4", "2.50", None, "Answered", False, ""),
    ("Q5", None, None, "Answered", True, "UNKNOWN_OPTION"),
    ("Q6", None, None, "Answered", True, "UNKNOWN_OPTION"),
    ("Q7", None, "Reading, writing", "Answered", False, ""),
    ("Q7", None, None, "Answered", True, "UNKNOWN_OPTION"),
    ("Q8", None, None, "No Response", False, ""),
}
ANSWERS = SUBJECTS["survey_answers"].table
CODES = ("DUPLICATE_RESPONSE", "RESPONSES_OVER_INVITED", "KEYING_UNKNOWN", "KEYING_CONTRADICTED")


def items(**changed: str) -> str:
    """The list of items, some of them changed."""
    lines = [f"{code},{said}" for code, said in {**ITEMS, **changed}.items() if said]
    return "code,text,construct,form,options,min,max,good,reversed\n" + "\n".join(lines) + "\n"


FILES = {
    "voices/2025-03-20/items.csv": items(),
    "voices/2025-03-20/survey.csv": HEADER + "\n".join([*PEOPLE, *ODD.values()]) + "\n",
    "voices/2025-03-20/invited.csv": "school,n\nX,20\nY,5\n",
    # An item is keyed the wrong way round, the options of another are others, and one is no longer asked.
    "voices/2025-03-21/items.csv": items(
        Q2=ITEMS["Q2"].replace("yes", "no"), Q7=ITEMS["Q7"].replace("Reading, writing", "Reading|writing"), Q8=""
    ),
}


def bring(lake: Lake, *names: str) -> Run:
    for name in names:
        lake.deliver(name, FILES[name])
    lake.ingest(source=["voices"])
    return lake.cleanse(source=["voices"], subject=SUBJECTS_OF_SURVEYS)


def fates(run: Run) -> dict[str, tuple[int | None, ...]]:
    """In, accepted, quarantined, duplicate, stale, out of scope and candidates of the facts of each subject."""

    def told(entry: Entry) -> tuple[int | None, ...]:
        entry.must_balance()
        decided = (entry.records_in, entry.accepted, entry.quarantined, entry.duplicate, entry.stale)
        return (*decided, entry.out_of_scope, entry.candidates)

    facts = {str(SUBJECTS[name].table): SUBJECTS[name].form.table for name in SUBJECTS_OF_SURVEYS}
    return {
        entry.table_name.removeprefix("silver.survey_"): told(entry)
        for entry in run.entries
        if entry.input_table == str(facts.get(entry.table_name))
    }


def said_by(lake: Lake, response: str) -> set[tuple[Any, ...]]:
    id_ = hashed("voices", "climate-2025", response)
    return {
        (
            r["item_code"],
            r["value"] and str(r["value"]),
            r["option"],
            r["status"],
            r["has_text"],
            *(r["issue_codes"] or [""]),
        )
        for r in lake.rows(ANSWERS)
        if r["response_id"] == id_
    }


def found(lake: Lake) -> dict[str, int]:
    return {one.check: one.rows for one in contradictions.counted(lake.store) if one.check in CODES}


@pytest.mark.slow
def test_a_wide_survey_becomes_answers(lake: Lake, spark: SparkSession, tmp_path: Path) -> None:
    lake = lake.configured(CONF)
    first, survey, invited, later = FILES
    due = {
        "items": (8, 8, 0, 0, 0, 0, None),
        "responses": (35, 34, 1, 0, 0, 0, None),
        # Of each of the 30 two clubs; of the one with a placeholder eight items, of the one who answers again nine.
        "answers": (35, 33, 1, 0, 0, 1, 30 * 9 + 8 + 9 + 8 + 8),
        "invitations": (2, 2, 0, 0, 0, 0, None),
    }
    assert fates(bring(lake, first, survey, invited)) == due
    responses = {r["response_id"]: r for r in lake.rows(SUBJECTS["survey_responses"].table)}
    hidden = responses[hashed("voices", "climate-2025", "P")]
    assert (hidden["student_id"], hidden["is_anonymous"], str(hidden["submitted_date"])) == (None, True, "2025-03-10")
    assert hidden["issue_codes"] == ["PLACEHOLDER_ID"]
    named = responses[hashed("voices", "climate-2025", "R7")]
    assert (named["student_id"], str(named["submitted_date"]), named["status"]) == ("S7", "2025-03-13", "Complete")

    assert said_by(lake, "A") == AGAIN
    assert not said_by(lake, "E")
    assert {said[1:5] for said in said_by(lake, "T")} == {(None, None, "Test", False)}
    assert ("Q6", None, "Don't know", "Not Applicable", False, "") in said_by(lake, "P")
    assert {(item, value) for item, value, *_ in said_by(lake, "R2")} >= {("Q2", "3.00"), ("Q6", "3.00")}
    assert {option for item, _, option, *_ in said_by(lake, "R2") if item == "Q7"} == {"Reading, writing", "Math"}
    assert not [row for row in lake.rows(ANSWERS) if "My name is Jo" in str(row)], "own words stay in bronze"
    assert found(lake) == {"DUPLICATE_RESPONSE": 1, "RESPONSES_OVER_INVITED": 1}

    before = lake.versions()
    bring(lake)
    assert lake.versions() == before

    again = fates(bring(lake, later))
    assert again["answers"][:4] == (35, 33, 1, 0), "all answers are read by the new list"
    assert {option for item, _, option, *_ in said_by(lake, "R2") if item == "Q7"} == {"Reading", "writing", "Math"}
    assert found(lake)["KEYING_CONTRADICTED"] == 1
    active = {row["item_code"]: row["is_active"] for row in lake.rows(SUBJECTS["survey_items"].table)}
    assert active == {**dict.fromkeys(ITEMS, True), "Q8": False}

    other = Lake(spark, tmp_path / "other").configured(CONF)
    bring(other, later, invited)
    bring(other, survey, first)
    for name in SUBJECTS_OF_SURVEYS:
        assert other.content(SUBJECTS[name].table) == lake.content(SUBJECTS[name].table)
