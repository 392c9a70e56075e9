"""One record spread to several candidates: what each has of the record, and what becomes of one without any."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.bronze.spread import recalled, spread

pytestmark = pytest.mark.once


def test_each_candidate_has_what_is_its_own_and_all_else_of_the_record(spark: SparkSession) -> None:
    records = [("two", "S1", "a,b"), ("alike", "S2", "a,a"), ("empty", "S3", ""), ("null", "S4", None)]
    rows = spark.createDataFrame(
        [*[(*record, None) for record in records], ("broken", "S5", "a,b", "RAGGED_SHORT")],
        "id string, raw_student_id string, raw_subject string, parse_issue string",
    )
    words = F.filter(F.split("raw_subject", ","), lambda word: word != "")
    said = F.transform(words, lambda w: F.struct(w.alias("place"), F.upper(w).alias("raw_subject")))
    columns = ("id", "candidate", "place", "raw_student_id", "raw_subject", "parse_issue")
    found = sorted((tuple(r) for r in spread(rows, said, ["raw_subject"]).select(*columns).collect()), key=str)
    assert found == [
        ("alike", 0, "a", "S2", "A", None),
        ("alike", 1, "a", "S2", "A", None),
        ("broken", None, None, "S5", "a,b", "RAGGED_SHORT"),
        ("empty", None, None, "S3", "", "NOTHING_SAID"),
        ("null", None, None, "S4", None, "NOTHING_SAID"),
        ("two", 0, "a", "S1", "A", None),
        ("two", 1, "b", "S1", "B", None),
    ]


def test_a_change_takes_back_what_other_rows_of_its_record_say(spark: SparkSession) -> None:
    """A snapshot takes nothing back, nor does a record what another says; what is refused says nothing and is nobody's."""
    rows = spark.createDataFrame(
        [
            ("bulk", "S1", "a,b,a", True, False),
            ("less", "S1", "b", False, False),
            ("other", "S1", "c", False, True),
            ("none", "S1", "", False, False),
            ("elsewhere", "S2", "d", False, True),
            ("refused", None, "", False, True),
        ],
        "row string, id string, words string, is_snapshot boolean, arrives boolean",
    )
    words = F.filter(F.split("words", ","), lambda word: word != "")
    found = recalled(rows, F.col("id"), words)
    assert found.columns == [*rows.columns, "_says", "_unsaid", "_recalls"]
    assert {row["row"]: (row["_says"], row["_unsaid"], row["_recalls"]) for row in found.collect()} == {
        "bulk": (["a", "b", "a"], [], False),
        "less": (["b"], ["a", "c"], True),
        "other": (["c"], ["a", "b"], False),
        "none": ([], ["a", "b", "c"], True),
        "elsewhere": (["d"], [], False),
        "refused": ([], [], False),
    }
