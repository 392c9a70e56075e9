"""Whether a file has what its feed asks for; each refusal names what is missing and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.contract.feed import Dialect, Feed, Files
from edulake.expr.called import ALL, ANY, FIRST, Called, Several
from edulake.jobs.steps.ingest.fitting import must_fit
from edulake.landing.files.parquet_footer import Footer, Leaf
from edulake.landing.files.profile import Profile
from edulake.landing.files.refusal import Refusal
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

COLUMNS = {"raw_student_id": "Student", "raw_score": "result.points"}


def feed(dialect: Dialect) -> Feed:
    return Feed(SUBJECTS["assessments"].form.table, COLUMNS, Files("**/*", dialect), required=("raw_student_id",))


CSV = feed(Dialect("csv"))


def csv(*header: str) -> Profile:
    return Profile("lines", 1, header=header)


def objects(keys: tuple[str, ...], *lists: str, records: int = 1) -> Profile:
    return Profile("lines", records, keys=keys, lists=lists)


WITHIN = feed(Dialect("json", records="data.items"))
JSON = feed(Dialect("json"))


@pytest.mark.parametrize(
    ("profile", "of"),
    [
        (csv("Student", "result.points"), CSV),
        (csv("Student", "result"), CSV),
        (csv("Student", "other", "other"), CSV),
        (Profile("lines", 0), CSV),
        (objects(("Student",), "results"), JSON),
        (objects(("result",), "result.parts"), JSON),
        (objects((), "data.items", records=3), WITHIN),
        (objects(("anything",)), JSON),
    ],
)
def test_what_fits(profile: Profile, of: Feed) -> None:
    must_fit(profile, of)


@pytest.mark.parametrize(
    ("profile", "of", "code", "advice"),
    [
        (csv("Student", "Student"), CSV, "FILE_DUP_COLUMN", "column Student stands twice"),
        (csv("name", "age"), CSV, "FILE_NO_HEADER", "expected Student, result.points"),
        (csv("result.points"), CSV, "FILE_SCHEMA", "column Student is missing"),
        (objects(("meta",), "meta.rows", "data"), JSON, "FILE_RECORDS_INSIDE", "set records = 'meta.rows' or 'data'"),
        (objects((), "a", "b", "c", "d", records=0), WITHIN, "FILE_RECORDS_INSIDE", "'a' or 'b' or 'c'"),
    ],
)
def test_what_does_not(profile: Profile, of: Feed, code: str, advice: str) -> None:
    with pytest.raises(Refusal) as refused:
        must_fit(profile, of)
    assert refused.value.code == code
    assert advice in refused.value.advice


SEVERAL = {
    "raw_student_id": Several(FIRST, ("Student", "Pupil")),
    "raw_assessment_id": Several(ALL, ("Test", "Pupil")),
    "raw_score": Several(ANY, ("Score", "Points")),
}
LOOSE = Dialect("csv", loosely=True)


@pytest.mark.parametrize(
    ("header", "dialect", "columns", "says"),
    [
        (("Pupil", "Test"), Dialect("csv"), SEVERAL, ""),
        (("Student", "Points", "Score"), Dialect("csv"), SEVERAL, ""),
        (("Test", "Score"), Dialect("csv"), SEVERAL, "FILE_SCHEMA: column Student or Pupil is missing: correct"),
        (("x", "y"), Dialect("csv"), SEVERAL, "FILE_NO_HEADER: no known column in the first line: expected Student or"),
        (("Pupil", "Test", "Test"), Dialect("csv"), SEVERAL, "FILE_DUP_COLUMN: column Test stands twice in the header"),
        (("pupil", "T est"), LOOSE, SEVERAL, ""),
        (("Pupil", "pu pil"), LOOSE, SEVERAL, "FILE_DUP_COLUMN: columns Pupil and pu pil are one by loose_names"),
        (("pupil", "pupil"), LOOSE, SEVERAL, "FILE_DUP_COLUMN: column pupil stands twice in the header"),
        (("1", "2"), Dialect("csv", header=False), {"raw_student_id": "2"}, ""),
        (("1", "2"), Dialect("csv", header=False), {"raw_student_id": "1", "raw_score": "3"}, "FILE_SCHEMA: column 3"),
        (
            ("1", "2"),
            Dialect("csv", header=False),
            {"raw_student_id": "3"},
            "is missing: the first line has 2: correct",
        ),
    ],
)
def test_several_names_and_places(
    header: tuple[str, ...], dialect: Dialect, columns: dict[str, Called], says: str
) -> None:
    of = replace(feed(dialect), columns=columns)
    if not says:
        must_fit(csv(*header), of)
        return
    with pytest.raises(Refusal) as refused:
        must_fit(csv(*header), of)
    assert says in f"{refused.value.code}: {refused.value.advice}"


STUDENT, POINTS = Leaf("Student", "string"), Leaf("result.points", "double")


def test_a_parquet_file_has_the_columns_of_its_footer() -> None:
    of = feed(Dialect("parquet"))
    must_fit(Profile("parquet", 1, footer=Footer((STUDENT,), frozenset({"result"}), 1)), of)
    for columns, code, advice in (
        ((), "FILE_NO_HEADER", "expected Student"),
        ((POINTS,), "FILE_SCHEMA", "column Student is missing"),
        ((POINTS, Leaf("Student", None)), "FILE_FORMAT", "column Student has a type that Spark does not read"),
    ):
        with pytest.raises(Refusal) as refused:
            must_fit(Profile("parquet", 1, footer=Footer(columns, frozenset(), 1)), of)
        assert refused.value.code == code
        assert advice in refused.value.advice
