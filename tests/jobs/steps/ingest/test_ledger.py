"""What bronze holds, by what its history says happened since it was last looked at."""

from __future__ import annotations

import datetime as dt

import pytest

from edulake.contract.raw import Provenance
from edulake.jobs.steps.ingest.ledger import _lost, account, agreed
from edulake.jobs.steps.ingest.settling import Settled
from edulake.ops.deliveries import HELD, LOST, REMOVED, REMOVING, Delivered
from edulake.ops.loads import File, Said
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once
NOW = dt.datetime(2025, 1, 6, 7, 8, 9, 123456, tzinfo=dt.UTC)


def said(batch: int, *names: str, records: int | None = 2) -> Said:
    files = tuple(File("lms", Provenance(name, f"sha of {name}", NOW, 10, NOW, False), records) for name in names)
    return Said("run", NOW, batch, {"lms": 2 * len(names)}, files)


def load(version: int, batch: int, *names: str) -> Commit:
    return Commit(version, NOW, "WRITE", {}, False, {"mode": "Append"}, said(batch, *names).text())


def other(at: int, operation: str, **parameters: str) -> Commit:
    return Commit(at, NOW, operation, {}, parameters.get("mode") == "Overwrite", parameters)


def whole(told: Said, commit: Commit) -> Settled:
    return Settled(told.rows(commit.version) or [], {}, {})


def files(rows: list[Delivered]) -> dict[str, str]:
    return {row.source_file: row.status for row in rows}


def test_removing_rows_leaves_files_known() -> None:
    commits = [load(1, 1, "a"), other(2, "DELETE"), load(3, 2, "b"), other(4, "OPTIMIZE"), other(5, "UPDATE")]
    found = account([], commits, whole)
    assert (files(found.rows), found.is_sure) == ({"a": HELD, "b": HELD}, True)


def test_a_restore_takes_later_loads_away_and_keeps_what_was_deleted_before() -> None:
    """File b was loaded after the version restored to; a's rows were deleted before it, and must not come back."""
    commits = [load(1, 1, "a"), other(2, "DELETE"), load(3, 2, "b"), other(4, "RESTORE", version="2")]
    found = account([], commits, whole)
    assert (files(found.rows), found.is_sure) == ({"a": HELD, "b": LOST}, False)
    borne_out = agreed(found.rows, [], 4, all_known=False)
    assert files(borne_out) == {"a": HELD, "b": LOST}
    assert {row.checked_version for row in borne_out} == {4}


def test_a_range_of_a_topic_is_known_by_partition_and_load() -> None:
    """It may end behind its last record, by which bronze names it; its end stays known."""
    names = [f"kafka:days/00000/{offset:020d}" for offset in (9, 19)]
    found = account([], [load(1, 1, names[0]), load(3, 2, names[1]), other(4, "RESTORE", version="2")], whole)
    assert files(found.rows) == {names[0]: HELD, names[1]: LOST}
    last = f"kafka:days/00000/{7:020d}"
    in_table = [found.rows[0]._replace(source_file=last, source_file_sha256="sha of its last record", records=1)]
    assert files(agreed(found.rows, in_table, 4, all_known=True)) == {names[0]: HELD, names[1]: LOST}
    again = [in_table[0]._replace(batch_number=5)]
    assert files(agreed(found.rows, again, 4, all_known=True)) == {names[0]: LOST, names[1]: LOST, last: HELD}


@pytest.mark.parametrize(
    "commit",
    [
        other(2, "RESTORE", timestamp="2025-01-01"),
        other(2, "CREATE OR REPLACE TABLE AS SELECT"),
        other(2, "WRITE", mode="Overwrite"),
    ],
)
def test_where_history_does_not_tell_bronze_does(commit: Commit) -> None:
    found = account([], [load(1, 1, "a", "b"), commit], whole)
    assert not found.is_sure
    there = [row._replace(bronze_version=2) for row in said(1, "b").rows(1) or []]
    assert files(agreed(found.rows, there, 2, all_known=False)) == {"a": LOST, "b": HELD}


def test_a_write_that_says_nothing_brings_files_nobody_knows() -> None:
    found = account([], [other(1, "WRITE", mode="Append")], whole)
    assert not found.is_sure
    assert files(agreed([], said(1, "a").rows(1) or [], 1, all_known=True)) == {"a": HELD}


def test_without_its_history_only_what_bronze_holds_is_held() -> None:
    known = said(1, "a", "b").rows(9) or []
    assert files(agreed(known, said(1, "b").rows(3) or [], 3, all_known=True)) == {"a": LOST, "b": HELD}


def test_what_retention_removed_does_not_come_back_without_its_history() -> None:
    """Nor with a table that is gone. A RESTORE that brings its records back makes it a removal that is not done."""
    a, b = said(1, "a", "b").rows(9) or []
    known = [a._replace(status=REMOVED), b._replace(status=REMOVING)]
    assert files(agreed(known, [], 3, all_known=True)) == {"a": REMOVED, "b": REMOVING}
    assert files(agreed(known, said(1, "a").rows(3) or [], 3, all_known=True)) == {"a": REMOVING, "b": REMOVING}
    assert [_lost(row) for row in (*known, a)] == [REMOVED, REMOVING, LOST]
