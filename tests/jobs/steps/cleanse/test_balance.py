"""Every record has one fate, and they add up: what is counted while rows are staged, and what becomes of the counts."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import CLASSES, MARKS, frame, pending, source

from edulake.contract.fingerprint import Fingerprint
from edulake.errors import BalanceError
from edulake.jobs.steps.cleanse.balance import counts, entries_of, settle
from edulake.jobs.steps.cleanse.work import Work
from edulake.ops.runs import Entry
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SIS, LMS = source("sis", references=(CLASSES,)), source("lms")
SUBJECT = SUBJECTS["attendance"]
MADE = {name: Fingerprint("settings", f"code of {name}") for name in ("sis", "lms")}


def entries(work: Work) -> list[Entry]:
    return entries_of(work, SUBJECT, MADE, 3, 4)


def settled(work: Work, of: list[Entry], **seen: int) -> Any:
    observed = {name.replace("_is_", "|"): number for name, number in seen.items()}
    names = [f"{p.source.name}|{fate}" for p in work.active for fate in ("accepted", "quarantined", "duplicate")]
    names += [
        f"{p.source.name}|{fate}" for p in work.active for fate in ("stale", "out_of_scope", "revisited", "faulty")
    ]
    everything = {**dict.fromkeys([*names, "to_merge", "unmapped"]), **observed}
    return settle("rows", SimpleNamespace(get=everything), work, of)


def test_records_are_counted_by_source_and_fate(spark: SparkSession) -> None:
    """A candidate may stand for many records; a row that a snapshot lacks is none, but is to be merged."""
    columns = {"source_system": "STRING", "fate": "STRING", "records": "BIGINT", "revisit": "BOOLEAN"}
    columns |= {"to_merge": "BOOLEAN", "issue_codes": "ARRAY<STRING>"}
    plain = {"source_system": "sis", "records": 1, "revisit": False, "to_merge": False, "issue_codes": []}
    rows = [
        {**plain, "fate": "accepted", "records": 7, "to_merge": True, "issue_codes": ["X", "UNMAPPED_STATUS"]},
        {**plain, "fate": "accepted", "to_merge": True, "revisit": True},
        {**plain, "fate": "stale", "issue_codes": ["UNMAPPED_STATUS"]},
        {**plain, "fate": None, "revisit": True, "to_merge": True},
        {**plain, "fate": None, "revisit": None, "issue_codes": None},
        {**plain, "fate": "duplicate", "source_system": "lms"},
        {**plain, "fate": "quarantined", "source_system": "nobody", "records": 90},
    ]
    work = [pending(SIS), pending(LMS)]
    [row] = frame(spark, columns, rows).agg(*counts(SUBJECTS["attendance"], work)).collect()
    found = {name: number for name, number in row.asDict().items() if number}
    assert found == {
        "sis|accepted": 8,
        "sis|stale": 1,
        "sis|revisited": 1,
        "lms|duplicate": 1,
        "sis|faulty": 7,
        "to_merge": 9,
        "unmapped": 7,
    }
    assert row["lms|accepted"] == 0
    assert "sis|quality" not in row.asDict(), "attendance has no score"


def test_scores_of_the_accepted_are_summed_exactly(spark: SparkSession) -> None:
    """In hundredths, by the records that a row stands for; what was refused or is stale has no say."""
    columns = {"source_system": "STRING", "fate": "STRING", "records": "BIGINT", "revisit": "BOOLEAN"}
    columns |= {"to_merge": "BOOLEAN", "issue_codes": "ARRAY<STRING>", "data_quality_score": "DECIMAL(3,2)"}
    plain = {"source_system": "sis", "records": 1, "revisit": False, "to_merge": False, "issue_codes": []}
    scores = [("accepted", "1.00", 3), ("accepted", "0.55", 1), ("stale", "0.50", 9), (None, "0.50", 9)]
    rows = [
        {**plain, "fate": fate, "data_quality_score": Decimal(score), "records": records}
        for fate, score, records in [*scores, ("accepted", "0.00", 2), ("quarantined", "0.10", 5)]
    ]
    work = [pending(SIS), pending(LMS)]
    [row] = frame(spark, columns, rows).agg(*counts(SUBJECTS["assessments"], work)).collect()
    assert (row["sis|quality"], row["lms|quality"], row["sis|accepted"], row["sis|faulty"]) == (355, 0, 6, 0)


def test_what_was_seen_is_written_into_the_entries() -> None:
    """What Spark observed of no row is null, and none."""
    work = Work([pending(SIS, rows=5), pending(LMS, rows=2)])
    of = entries(work)
    decided = settled(
        work,
        of,
        sis_is_accepted=4,
        sis_is_quarantined=2,
        sis_is_revisited=1,
        sis_is_faulty=3,
        sis_is_quality=350,
        lms_is_stale=2,
        to_merge=4,
        unmapped=1,
    )
    assert (of[0].accepted, of[0].quarantined, of[0].duplicate, of[0].records_revisited) == (4, 2, 0, 1)
    assert (of[1].accepted, of[1].stale, of[1].records_revisited) == (0, 2, 0)
    assert [(entry.faulty, entry.quality_points) for entry in of] == [(3, 350), (0, None)]
    assert decided == ("rows", 2, 1, 4, 1, [], [], ())


@pytest.mark.parametrize("accepted", [4, 6])
def test_a_record_without_a_fate_or_with_two_stops_the_run(accepted: int) -> None:
    work = Work([pending(SIS, rows=5)])
    with pytest.raises(BalanceError, match=r"sis into silver\.attendance does not balance"):
        settled(work, entries(work), sis_is_accepted=accepted)


def test_only_sources_with_work_are_settled() -> None:
    """The first has none: what was seen is the second's."""
    work = Work([pending(SIS, 3, 3, 0), pending(LMS, rows=2)])
    of = entries(work)
    settled(work, of, lms_is_accepted=2)
    assert (of[0].accepted, of[0].records_revisited, of[1].accepted) == (0, None, 2)


def test_an_entry_says_what_was_read_and_by_what_code() -> None:
    """Facts first. Batches that hold nothing new are no batches, but the last one stays on record."""
    work = Work([pending(SIS, 3, 5, 4), pending(LMS, 7, 7, 0)], [pending(SIS, 1, 2, 0, CLASSES, new_snapshot=True)])
    sis, lms, reference = entries(work)
    assert (sis.source_system, sis.input_table, sis.records_in) == ("sis", str(MARKS), 4)
    assert (sis.batch_from, sis.batch_to, sis.input_version) == (4, 5, 1)
    assert (sis.version_before, sis.version_after, sis.fingerprint) == (3, 4, "settings.code of sis")
    assert (lms.batch_from, lms.batch_to, lms.fingerprint) == (None, 7, "settings.code of lms")
    assert (reference.input_table, reference.batch_from, reference.batch_to) == (str(CLASSES), 2, 2)
    assert {entry.table_name for entry in (sis, lms, reference)} == {"silver.attendance"}
    assert sis.accepted == sis.quarantined == sis.duplicate == sis.stale == sis.out_of_scope == 0
