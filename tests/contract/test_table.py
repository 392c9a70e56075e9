"""A contract that does not hold together is an error on import, and one that does is rendered from its values."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.contract.table import CLUSTERABLE, Column, Table

pytestmark = pytest.mark.once

COLUMNS = (
    Column("student_id", "STRING", "The student's id", nullable=False, personal="direct"),
    Column("day", "DATE", "Day"),
    Column("score", "DECIMAL(5,2)", "Score"),
)


def table(**changes: Any) -> Table:
    return Table(
        **{"layer": "silver", "name": "x", "meaning": "X.", "columns": COLUMNS, "cluster_by": CLUSTER, **changes}
    )


CLUSTER = ("student_id", "day")
MANY = tuple(Column(f"c{number}", "INT", "C") for number in range(CLUSTERABLE + 1))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"columns": (*COLUMNS, COLUMNS[0])}, "a column is named twice"),
        ({"cluster_by": ("day",)}, "cluster by 2 to 4"),
        ({"cluster_by": ("day", "nobody")}, "cluster by 2 to 4"),
        ({"cluster_by": ("student_id", "day", "score", "day", "day")}, "cluster by 2 to 4"),
        ({"columns": MANY, "cluster_by": ("c0", f"c{CLUSTERABLE}")}, f"first {CLUSTERABLE} columns"),
        ({"key": ("nobody",)}, "must be columns"),
        ({"statistics": ("nobody",)}, "must be columns"),
    ],
)
def test_what_is_no_contract(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=f"silver.x: .*{says}"):
        table(**changes)


def test_the_last_column_that_may_be_clustered_by() -> None:
    assert table(columns=MANY, cluster_by=("c0", f"c{CLUSTERABLE - 1}")).cluster_by


def test_statistics_are_kept_of_what_is_skipped_on_alone() -> None:
    properties = table(statistics=("score", "day"), change_feed=True).properties
    assert properties["delta.dataSkippingStatsColumns"] == "student_id,day,score"
    assert (properties["delta.enableChangeDataFeed"], properties["delta.enableDeletionVectors"]) == ("true", "false")


def test_create_statement() -> None:
    sql = table().create_sql("delta.`/w/silver/x`")
    assert sql.startswith("CREATE TABLE IF NOT EXISTS delta.`/w/silver/x` (\n")
    assert "`student_id` STRING NOT NULL COMMENT 'The student\\'s id'" in sql
    assert "`score` DECIMAL(5,2) COMMENT 'Score'\n)" in sql
    assert "CLUSTER BY (`student_id`, `day`)" in sql
    assert "'edulake.contract_version' = '1'" in sql


def test_schema() -> None:
    assert table().struct().simpleString() == "struct<student_id:string,day:date,score:decimal(5,2)>"
    assert [field.nullable for field in table().struct()] == [False, True, True]
