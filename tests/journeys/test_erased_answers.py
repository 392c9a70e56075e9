"""Answers of somebody who was erased, delivered again: refused by their response, whatever the first run came to."""

from __future__ import annotations

import argparse
from typing import Any

import pytest
from lake import Lake

from edulake.bronze.configured import FORMS
from edulake.jobs import erase
from edulake.ops.tables import ERASURES

pytestmark = [pytest.mark.slow, pytest.mark.once]
KEY = "EDULAKE_ERASURE_KEY_OF_A_TEST"
ANSWERS = FORMS["survey_answers"].table
RESPONSES = {"survey_id": "survey", "response_id": "response", "respondent_kind": "kind", "student_id": "student"}
COLUMNS = {"survey_id": "survey", "response_id": "response", "item_code": "item", "value": "value"}
CONF = f'[erasure]\nkey = "env:{KEY}"\n' + "".join(
    f'[sources.{name}]\nsubject = "survey_{name}"\nsystem = "voices"\nfiles = "**/{name}*.csv"\nformat = "csv"\n'
    f"[sources.{name}.columns]\n" + "".join(f'{column} = "{header}"\n' for column, header in columns.items())
    for name, columns in (("responses", RESPONSES), ("answers", COLUMNS))
)
HEADER = "survey,response,item,value\n"


def run_erase(lake: Lake) -> None:
    context = lake.context()
    context.options = argparse.Namespace(
        student=["S1"], staff=[], guardian=[], applicant=[], people=None, source=None,
        with_landing=False, only_found=False, yes=True,
    )  # fmt: skip
    try:
        erase.run(context)
    finally:
        context.journal.close()


def test_they_stay_out(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes and logs are another test's."""
    monkeypatch.setenv(KEY, "a key of thirty-two characters..")
    lake = lake.configured(CONF)
    people = "climate,V1,student,S1\nclimate,V2,student,S2\n"
    lake.deliver("voices/1/responses.csv", f"survey,response,kind,student\n{people}")
    lake.deliver("voices/1/answers.csv", f"{HEADER}climate,V1,Q1,4\nclimate,V2,Q1,5\n")
    lake.ingest()

    def killed(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(erase, "purge", killed)
    with pytest.raises(RuntimeError):
        run_erase(lake)
    monkeypatch.setattr(erase, "purge", lambda *_: None)
    run_erase(lake)
    assert [row["raw_response_id"] for row in lake.rows(ANSWERS, "raw_response_id")] == ["V2"]
    receipts = [(row["kind"], row["source_system"], row["status"]) for row in lake.rows(ERASURES)]
    assert sorted(receipts, key=str) == [("response", "voices", "DONE"), ("student", None, "DONE")]

    lake.deliver("voices/2/answers.csv", f"{HEADER}climate,V1,Q2,4\nclimate,V3,Q1,5\nother,V1,Q1,1\n")
    ingested = lake.ingest()
    assert [entry.erased for entry in ingested.entries if entry.erased] == [1]
    held = {(row["raw_survey_id"], row["raw_response_id"]) for row in lake.rows(ANSWERS)}
    assert held == {("climate", "V2"), ("climate", "V3"), ("other", "V1")}
