"""Reads and recounts a generated delivery with json and csv of the standard library: no Spark, no plan."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Row = dict[str, str | None]
FIELDS = ("id", "student", "subject", "date", "score", "grade", "minutes", "engagement", "updated")
LMS_NAMES = (
    "assessment_id",
    "student_id",
    "subject",
    "assessment_date",
    "score",
    "grade_level",
    "completion_time",
    "engagement_score",
    "updated_at",
)


@dataclass(frozen=True)
class Form:
    suffix: str
    read: Callable[[Path], list[Row]]
    date: str
    updated: str
    decimal_mark: str = "."


def read_lms(file: Path) -> list[Row]:
    lines = file.read_text("utf-8").splitlines()
    parsed = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    return [{field: row[name] for field, name in zip(FIELDS, LMS_NAMES, strict=True)} for row in parsed]


def read_platform(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text, strict=True)
    assert header[0] == "ResultId"
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]


def read_school(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        header, *rows = csv.reader(text, delimiter=";", strict=True)
    assert header[0] == "record_id"
    return [dict(zip((*FIELDS[:-1], "comment", "updated"), row, strict=True)) for row in rows]


FORMS = {
    "lms_system_a": Form("jsonl", read_lms, "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"),
    "assessment_platform_b": Form("csv", read_platform, "%m/%d/%Y", "%Y-%m-%d %H:%M:%S"),
    "school_database_c": Form("csv", read_school, "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", ","),
}


def number(text: str | None, mark: str = ".") -> Decimal | None:
    plain = re.fullmatch(rf"-?[0-9]+(?:{re.escape(mark)}[0-9]+)?", text or "")
    return Decimal(plain.group().replace(mark, ".")) if plain else None


def valid(text: str | None, mark: str) -> Decimal | None:
    value = number(text, mark)
    return value if value is not None and 0 <= value <= 100 else None


def parsed_date(text: str | None, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text or "", form)  # noqa: DTZ007 - compared within one system only
    except ValueError:
        return None


def files_of(out: Path, system: str, delivery: str = "2025-01-01") -> list[Path]:
    return sorted((out / system / delivery).glob(f"*.{FORMS[system].suffix}"))


def rows_of(out: Path, system: str) -> list[Row]:
    return [row for file in files_of(out, system) for row in FORMS[system].read(file)]


def reasons(row: Row, form: Form) -> list[str]:
    tests = {
        "NULL_STUDENT_ID": not row["student"],
        "BAD_DATE": parsed_date(row["date"], form.date) is None,
        "NO_VALID_MEASURE": valid(row["score"], form.decimal_mark) is None
        and valid(row["engagement"], form.decimal_mark) is None,
    }
    return [name for name, holds in tests.items() if holds]


def grade_form(text: str) -> str:
    patterns = {
        "named": r"\d+(st|nd|rd|th) Grade|Kindergarten",
        "grade_n": r"Grade \d+",
        "kg": "KG",
        "padded": r"0\d",
    }
    return next((name for name, pattern in patterns.items() if re.fullmatch(pattern, text)), "number")


def defects(row: Row, form: Form) -> Iterator[str]:
    score, value = row["score"], number(row["score"], form.decimal_mark)
    if value is None:
        yield "score_missing" if score in {"", "NULL", "N/A"} else "score_text"
    elif not 50 <= value <= 100:
        yield "score_too_high" if value > 100 else "score_low_valid" if value >= 0 else "score_negative"
    if not row["minutes"]:
        yield "completion_missing"
    if row["engagement"] == "INVALID":
        yield "engagement_invalid"
    if not row["student"]:
        yield "no_student"
    if parsed_date(row["date"], form.date) is None:
        yield "bad_date"
    if "\n" in (row.get("comment") or ""):
        yield "comment_line_break"
    yield f"grade_form_{grade_form(row['grade'] or '')}"


def winners(rows: list[Row], form: Form) -> tuple[Counter[str], list[Row]]:
    """Counts by fate, and the accepted rows."""
    fates: Counter[str] = Counter(quarantined=sum(bool(reasons(row, form)) for row in rows))
    versions: dict[str | None, Counter[tuple]] = defaultdict(Counter)
    for row in rows:
        if not reasons(row, form):
            versions[row["id"]][tuple(row.items())] += 1
    accepted = []
    for contents in versions.values():
        fates.update(accepted=1, stale=len(contents) - 1, duplicate=contents.total() - len(contents))
        newest_first = sorted(map(dict, contents), key=lambda row: parsed_date(row["updated"], form.updated))
        assert len({row["updated"] for row in newest_first}) == len(contents), "a correction is strictly newer"
        accepted.append(newest_first[-1])
    return fates, accepted


def recount(out: Path, system: str) -> dict:
    form, rows = FORMS[system], rows_of(out, system)
    fates, accepted = winners(rows, form)
    contents = Counter(tuple(row.items()) for row in rows)
    planted = Counter(defect for row in rows for defect in defects(row, form))
    planted["duplicates"] = contents.total() - len(contents)
    planted["corrections"] = len(contents) - len({row["id"] for row in rows})
    causes = Counter(cause for row in rows for cause in reasons(row, form))
    scores = [valid(row["score"], form.decimal_mark) or Decimal(0) for row in accepted]
    engagements = [valid(row["engagement"], form.decimal_mark) or Decimal(0) for row in accepted]
    return {
        "files": len(files_of(out, system)),
        "delivered": len(rows),
        **{fate: fates[fate] for fate in ("accepted", "quarantined", "duplicate", "stale")},
        "reasons": {name: causes[name] for name in ("NULL_STUDENT_ID", "BAD_DATE", "NO_VALID_MEASURE")},
        "students": len({row["student"] for row in accepted}),
        "score_sum": f"{sum(scores):.2f}",
        "engagement_sum": f"{sum(engagements):.0f}",
        "planted": dict(planted),
    }
