"""What a MERGE says, in the order in which Delta weighs its clauses."""

from __future__ import annotations

import pytest

from edulake.contract.table import Column, Table
from edulake.store.merge import Clause, statement, where_different

pytestmark = pytest.mark.once

TABLE = Table(
    layer="silver",
    name="things",
    meaning="For this test.",
    columns=(Column("id", "STRING", "Key"), Column("value", "INT", "Value"), Column("at", "TIMESTAMP", "Stamp")),
    key=("id",),
    cluster_by=("id", "at"),
)
CHANGED = "NOT (t.`value` <=> s.`value`) THEN UPDATE SET `value` = s.`value`, `at` = s.`at`"


def test_a_stamp_alone_is_no_difference() -> None:
    assert where_different(TABLE, "at") == Clause(
        "NOT (t.`value` <=> s.`value`)", {"value": "s.`value`", "at": "s.`at`"}
    )


def test_matched_rows_come_first_then_new_ones_then_those_that_are_gone() -> None:
    clauses = [Clause("s.gone"), where_different(TABLE, "at")]
    said = statement(TABLE, "delta.`/w/things`", "news", clauses, on=("id",), insert_if="NOT s.gone", whole=True)
    assert said.splitlines() == [
        "MERGE INTO delta.`/w/things` t USING news s ON t.`id` = s.`id`",
        "WHEN MATCHED AND s.gone THEN DELETE",
        f"WHEN MATCHED AND {CHANGED}",
        "WHEN NOT MATCHED AND NOT s.gone THEN INSERT (`id`, `value`, `at`) VALUES (s.`id`, s.`value`, s.`at`)",
        "WHEN NOT MATCHED BY SOURCE THEN DELETE",
    ]


def test_without_a_condition_for_inserts_nothing_is_inserted() -> None:
    said = statement(TABLE, "t", "news", [Clause("true", None)], on=("id", "value"), insert_if=None, whole=False)
    assert said == (
        "MERGE INTO t t USING news s ON t.`id` = s.`id` AND t.`value` = s.`value`\nWHEN MATCHED AND true THEN DELETE"
    )
