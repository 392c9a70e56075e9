"""Lists of names that do not say how: all of them make a row's own id, any is another column."""

from __future__ import annotations

import pytest

from edulake.bronze.called import called_in
from edulake.config.settings import SourceSettings
from edulake.errors import ConfigError
from edulake.expr.called import ALL, ANY, LISTED, Called, Several

pytestmark = pytest.mark.once

LIST = Several(LISTED, ("A", "B"))


def decided(subject: str, **columns: Called) -> dict[str, Called]:
    return called_in("x", SourceSettings("csv", files="*", subject=subject, columns=columns))


def test_a_list_is_all_of_the_own_id_and_any_of_another_column() -> None:
    all_of, any_of = Several(ALL, ("A", "B")), Several(ANY, ("A", "B"))
    found = decided("assessments", assessment_id=LIST, student_id=LIST, score=LIST, assessment_date="d")
    assert found == {"assessment_id": all_of, "student_id": any_of, "score": any_of, "assessment_date": "d"}
    assert decided("attendance", attendance_id=LIST) == {"attendance_id": all_of}
    said = {"assessment_id": any_of, "class_id": all_of}
    assert decided("assessments", **said) == said


@pytest.mark.parametrize(("subject", "column"), [("students", "student_id"), ("classes", "class_id")])
def test_an_id_by_which_others_refer_is_any_of_a_list(subject: str, column: str) -> None:
    assert decided(subject, **{column: LIST}) == {column: Several(ANY, ("A", "B"))}


@pytest.mark.parametrize(
    ("column", "called", "says"),
    [
        ("score", Several(ALL, ("A", "B")), "sources.x.columns.score is no id"),
        ("class_id", Several(LISTED, (Several(ANY, ("A", "B")), "C")), "columns.class_id has a list within a list"),
    ],
)
def test_what_only_an_id_may_be(column: str, called: Called, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        decided("assessments", **{column: called})
