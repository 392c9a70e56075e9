"""Codes that mean nothing known are named with what to write for them; a text that could be somebody's is not."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from pyspark.sql import SparkSession
from steps import Held, frame

from edulake.config.settings import Settings, SourceSettings
from edulake.jobs.steps.cleanse.unmapped import LISTED, tell
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
CODES = {"T": 3, "/": 2, "07": 1, "ü!": 1, "ABCD": 1}
NO_CODES = ("Zebulon", "123", "20250106", "A B", "", "\x1b[3")
MANY = [f"c{number:02d}" for number in range(LISTED + 2)]


def said(spark: SparkSession, sources: dict[str, SourceSettings]) -> list[str]:
    columns = {"source_system": "STRING", "status_raw": "STRING", "issue_codes": "ARRAY<STRING>"}
    texts = [("sis", code) for code, count in CODES.items() for _ in range(count)]
    texts += [("sis", text) for text in (*NO_CODES, None)] + [("a.b", code) for code in (*MANY, MANY[-1])]
    rows = [{"source_system": s, "status_raw": text, "issue_codes": ["X", "UNMAPPED_STATUS"]} for s, text in texts]
    rows += [{"source_system": "sis", "status_raw": "KNOWN", "issue_codes": codes} for codes in ([], ["X"], None)]
    store = Held(spark, {})
    store.settings = Settings(sources=sources)
    lines: list[str] = []
    tell(store, lines.append, SUBJECTS["attendance"], frame(spark, columns, rows))
    return sorted(lines)


def test_of_a_sensitive_column_no_code_is_told(spark: SparkSession) -> None:
    """One is counted that every other column would show; who was granted the table can say what it means."""
    attendance = SUBJECTS["attendance"]
    hidden = [replace(c, personal="sensitive") if c.name == "status_raw" else c for c in attendance.table.columns]
    subject = replace(attendance, table=replace(attendance.table, columns=tuple(hidden)))
    texts = ("ASD", "ASD", "Zebulon")
    rows = [{"source_system": "sis", "status_raw": text, "issue_codes": ["UNMAPPED_STATUS"]} for text in texts]
    lines: list[str] = []
    columns = {"source_system": "STRING", "status_raw": "STRING", "issue_codes": "ARRAY<STRING>"}
    tell(Held(spark, {}), lines.append, subject, frame(spark, columns, rows))
    [line] = lines
    assert "in 3 rows" in line
    assert "they are sensitive and not told: who was granted status_raw says in codes.status which of Present" in line
    assert not [text for text in ("ASD", "Zebulon", "--identified") if text in line]


def written(text: str) -> dict[str, dict[str, str]]:
    """What a person would paste into the configuration, by block."""
    block = "\n".join(line for line in text.splitlines() if line.strip().startswith(("[", '"')))
    return {name: of["codes"]["status"] for name, of in tomllib.loads(block)["sources"].items()}


def test_the_block_of_a_standard_is_named(spark: SparkSession) -> None:
    """Unless another block describes the subject."""
    standard = SourceSettings(standard="edfi", system="sis")
    dotted, sis = said(spark, {"north": standard})
    assert [*written(sis), *written(dotted)] == ["north", "a.b"]
    register = SourceSettings(subject="attendance", system="sis", files="*", format="csv", columns={})
    _, sis = said(spark, {"north": standard, "register": register})
    assert list(written(sis)) == ["register"]


def test_codes_are_named_and_other_texts_counted(spark: SparkSession) -> None:
    register = SourceSettings(subject="attendance", system="sis", files="*", format="csv", columns={})
    people = SourceSettings(subject="students", system="a.b", files="*", format="csv", columns={})
    dotted, sis = said(spark, {"register": register, "people": people})
    assert written(sis) == {"register": dict.fromkeys(["T", "/", "07", "ABCD", "ü!"], "")}
    assert list(written(sis)["register"])[:2] == ["T", "/"], "the most frequent first"
    assert f"in {sum(CODES.values()) + len(NO_CODES) + 1:,} rows" in sis
    assert '"T" = ""  # 3 rows' in sis
    assert f"{len(NO_CODES) + 1} rows have another text, which is no code" in sis
    assert not [text for text in ("Zebulon", "123", "20250106", "\x1b", "KNOWN") if text in sis]

    assert next(iter(written(dotted)["a.b"])) == MANY[-1]
    assert len(written(dotted)["a.b"]) == LISTED, "the block of another subject is not that of this one"
    assert "and 2 codes more" in dotted
    assert "another text" not in dotted
