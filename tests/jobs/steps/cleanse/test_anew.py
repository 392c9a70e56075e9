"""Why all records of a source are looked at anew: what its table was made from is another now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import CLASSES, MARKS, Held, frame, source

from edulake.bronze.crosswalk import Crosswalk
from edulake.bronze.item_lists import Items
from edulake.config.settings import SourceSettings
from edulake.config.spread import Spread
from edulake.contract.fingerprint import Fingerprint
from edulake.contract.table import Table
from edulake.expr.vocabulary import Code, Money
from edulake.jobs.steps.cleanse.anew import _said, _settings, made_by, remembering, why_anew
from edulake.silver import SUBJECTS
from edulake.store.commits import Since

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["attendance"]
MADE = Fingerprint("settings", "code")
SIS = source("sis", references=(CLASSES,))
BLOCK = SourceSettings(format="jsonl", files="*.jsonl", subject="attendance", columns={"student_id": "id"})


def by(blocks: dict[str, SourceSettings], **source_has: Any) -> Fingerprint:
    return made_by(SUBJECT, source("sis", **source_has), blocks)


def test_settings_count_for_what_records_mean_and_not_for_where_they_come_from() -> None:
    before = by({"sis": BLOCK})
    assert by({"sis": replace(BLOCK, files="elsewhere/*")}) == before
    assert by({"sis": BLOCK, "lms": replace(BLOCK, delimiter=";")}) == before, "another source's"
    assert by({"sis": BLOCK, "people": replace(BLOCK, system="sis", subject="students")}) == before, "another subject's"
    coded = replace(SIS.notation, codes=(("status", (Code("T", "Absent"),)),))
    others = [
        by({"sis": replace(BLOCK, delimiter=";")}),
        by({"register": replace(BLOCK, system="sis", delimiter=";")}),
        by({"sis": BLOCK}, notation=replace(SIS.notation, decimal_comma=True)),
        by({"sis": BLOCK}, notation=coded),
        by({"sis": BLOCK}, snapshot=True),
        by({"sis": BLOCK}, feeds=(replace(SIS.feeds[0], columns={"raw_mark": "mark"}),)),
    ]
    assert len({before.settings, *[other.settings for other in others]}) == 7
    assert {other.code for other in others} == {before.code}


def test_code_counts_that_makes_rows_of_the_subject() -> None:
    mapping, going = SUBJECTS["courses"].words, SUBJECTS["classes"].words
    made = [by({}), by({}, candidates=mapping), by({}, absences=going), by({}, candidates=mapping, absences=going)]
    assert len({one.code for one in made}) == 4
    assert len({one.settings for one in made}) == 1
    assert made_by(SUBJECTS["students"], source("sis"), {}).code != made[0].code


def test_a_crosswalk_counts_for_what_records_mean() -> None:
    """One more column of a block does not, for those who have none: nothing is made anew for it."""
    made = [by({})] + [
        by({}, crosswalk=Crosswalk(system, space, None)) for system, space in (("a", ""), ("a", "n"), ("b", ""))
    ]
    assert len({one.settings for one in made}) == 4
    assert len({one.code for one in made}) == 2
    assert "crosswalk" not in _settings(BLOCK)
    assert _settings(replace(BLOCK, crosswalk="people"))["crosswalk"] == "people"
    assert "unmapped" not in _said(SIS.notation)
    assert _said(replace(SIS.notation, unmapped="sis"))["unmapped"] == "sis"


def test_items_count_for_what_answers_are_and_so_does_what_reads_them() -> None:
    """Empty cells of wide files do not, for those who keep none."""
    feeds = [replace(SIS.feeds[0], snapshot=snapshot) for snapshot in (None, True)]
    lists = [Items("sis", SUBJECT.words, SIS.notation, (), one, ()) for one in feeds]  # type: ignore[arg-type]
    made = [by({}), *[by({}, items=one) for one in lists], by({}, calls=(SUBJECTS["courses"].words,))]
    assert len({one.settings for one in made}) == 3
    assert len({one.code for one in made}) == 2
    wide = replace(BLOCK, spread=Spread("status"))
    assert "keeps_empty" not in str(_settings(wide))
    assert "keeps_empty" in str(_settings(replace(wide, spread=Spread("status", keeps_empty=True))))


def test_up_to_which_level_messages_are_corrected_counts_where_it_is_said() -> None:
    assert "corrections_up_to" not in _settings(BLOCK)
    assert "corrections_up_to" not in _said(SIS.notation)
    made = [by({}, notation=replace(SIS.notation, corrections_up_to=level)) for level in ("", "A2", "C2")]
    assert len({one.settings for one in made}) == 3


def test_money_counts_for_what_amounts_mean() -> None:
    """It does not for those who say nothing of it: what was made before is not made anew."""
    assert "money" not in _settings(BLOCK)
    assert "money" not in _said(SIS.notation)
    made = [by({})] + [by({}, notation=replace(SIS.notation, money=Money(grouping=grouping))) for grouping in ("", ",")]
    assert len({one.settings for one in made}) == 3


def done(**entry: Any) -> dict[str, Any]:
    return {"batch_to": 3, "input_version": 5, "version_after": 7, "fingerprint": str(MADE), **entry}


def why(store: Held, known: dict[Table, dict[str, Any]], **pasts: str) -> str:
    """What is said with `known` on record by input table; `pasts` are those of tables, by name and version."""

    def since(table: Table, version: int) -> Since:
        return Since(0, pasts.get(f"{table.name}_{version}", ""))

    entries = {(str(SUBJECT.table), "sis", str(table)): entry for table, entry in known.items()}
    return why_anew(store, since, SUBJECT, SIS, MADE, entries)


def test_nothing_changed() -> None:
    """Neither does what has no table yet, nor what the table holds nothing of."""
    store = Held(None, dict.fromkeys((SUBJECT.table, MARKS, CLASSES)))
    assert why(store, {MARKS: done(), CLASSES: done()}) == ""
    assert why(store, {MARKS: done()}, classes_raw_5="a reference that was never read") == ""
    assert why(Held(None, {}), {}) == ""
    assert why(Held(None, {SUBJECT.table: None}), {MARKS: done()}, marks_raw_5="bronze is not there") == ""


@pytest.mark.parametrize(
    ("recorded", "pasts", "says"),
    [
        (done(fingerprint="other.code"), {}, "its settings changed"),
        (done(fingerprint="settings.other"), {}, "its code changed"),
        (done(fingerprint=None), {}, "nothing says what it was made from"),
        (done(), {"marks_raw_5": "a RESTORE"}, "a RESTORE"),
        (done(), {"attendance_7": "another wrote it"}, "another wrote it"),
        (done(), {"classes_raw_2": "fewer versions"}, "fewer versions"),
        (done(version_after=None), {"attendance_0": "a CREATE"}, "a CREATE"),
        (done(), {"marks_raw_4": "before it was read", "attendance_6": "before it was written"}, ""),
    ],
)
def test_what_changed(recorded: dict[str, Any], pasts: dict[str, str], says: str) -> None:
    store = Held(None, dict.fromkeys((SUBJECT.table, MARKS, CLASSES)))
    assert why(store, {MARKS: recorded, CLASSES: done(input_version=2)}, **pasts) == says


def test_rows_that_no_run_is_on_record_for(spark: SparkSession) -> None:
    rows = frame(spark, {"source_system": "STRING"}, [{"source_system": "sis"}])
    assert why(Held(spark, {SUBJECT.table: rows}), {}) == "nothing is recorded of it"
    others = frame(spark, {"source_system": "STRING"}, [{"source_system": "lms"}, {}])
    assert why(Held(spark, {SUBJECT.table: others}), {}) == ""


def test_a_table_is_asked_once_for_all_that_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("edulake.store.commits.since", lambda *what: asked.append(what) or Since(0))
    past = remembering("store")
    for version in (5, 5, 6, 5):
        past(MARKS, version)
    assert asked == [("store", MARKS, 5), ("store", MARKS, 6)]
