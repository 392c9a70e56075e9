"""Marks of people who were erased: the same in Python and in Spark, of a key, a kind, a source and an id."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.errors import ConfigError
from edulake.ops.erasures import Marks, erased, marked, with_key, write
from edulake.ops.runs import Run

KEY = "a key of thirty-two characters.."


def test_a_mark_is_an_hmac_of_whom(spark: SparkSession) -> None:
    for key in (KEY.encode(), b"k" * 64, b"a very long key " * 8):
        marks = Marks(key, frozenset())
        expected = hmac.new(key, b"student||S\xc3\xbc1", hashlib.sha256).hexdigest()
        assert marks.of("student", None, "Sü1") == expected
        known = Marks(key, frozenset({expected, marks.of("staff", "north", "T1")}))
        rows = frame(
            spark, [("Sü1", "a"), ("T1", "north"), ("S1", "a"), ("", "a"), (None, "a"), ("T1", None)], "id source"
        )
        found = rows.select(
            known.has("student", F.col("source"), F.col("id")).alias("student"),
            known.has("staff", F.col("source"), F.col("id")).alias("staff"),
        ).collect()
        assert [(row["student"], row["staff"]) for row in found] == [
            (True, False), (False, True), (False, False), (False, False), (False, False), (False, False),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "value", "says"),
    [
        ("", None, r"\[erasure\] key"),
        ("env:NOT_SET_KEY_OF_A_TEST", None, "there is no secret"),
        ("env:KEY_OF_A_TEST", "short", "too short"),
    ],
)
def test_without_a_key_nobody_is_erased(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, reference: str, value: str | None, says: str
) -> None:
    if value:
        monkeypatch.setenv("KEY_OF_A_TEST", value)
    store = lake.configured(f'[erasure]\nkey = "{reference}"\n').store if reference else lake.store
    with pytest.raises(ConfigError) as error:
        with_key(store)
    assert __import__("re").search(says, " ".join(error.value.lines()))


def test_where_nobody_was_erased_no_key_is_asked_for(lake: Lake) -> None:
    assert erased(lake.store) is None


def test_who_is_erased_is_known_again_without_an_id(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    from edulake.jobs.steps.erase.people import Person
    from edulake.ops.tables import ERASURES

    monkeypatch.setenv("KEY_OF_A_TEST", KEY)
    lake = lake.configured('[erasure]\nkey = "env:KEY_OF_A_TEST"\n')
    people = [Person("student", "S1"), Person("applicant", "A7", "north", is_counterpart=True)]
    marks = with_key(lake.store)
    write(lake.store, Run("erase"), marks, people, status="STARTED")
    write(lake.store, Run("erase"), marks, people, status="DONE", rows=3, files=1)
    rows = lake.rows(ERASURES)
    assert {(row["status"], row["rows_removed"], row["kind"], row["source_system"]) for row in rows} == {
        ("DONE", 3, "student", None),
        ("DONE", 3, "applicant", "north"),
    }
    assert not any("S1" in str(row) or "A7" in str(row) for row in rows)
    assert marked(lake.store, marks, [people[0], Person("student", "S2")]) == {marks.of("student", None, "S1"): "DONE"}
    known = erased(lake.store)
    assert known is not None
    assert len(known.known) == 2

    monkeypatch.delenv("KEY_OF_A_TEST")
    with pytest.raises(ConfigError):
        erased(lake.store)
