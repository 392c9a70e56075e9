"""Who is to be erased, as the options say it; ids are never repeated in a message."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pytest

from edulake.bronze.naming import Namespaces
from edulake.errors import EdulakeError
from edulake.jobs.steps.erase.people import Person, arguments, named

pytestmark = pytest.mark.once
KNOWN = {"lms": Namespaces("", ""), "north": Namespaces("north", ""), "gate": Namespaces("", "gate")}


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (["--student", "S1", "S1", " S2 "], [Person("student", "S1"), Person("student", "S2")]),
        (["--staff", "17", "--guardian", "17"], [Person("staff", "17"), Person("guardian", "17")]),
        (["--student", "S1", "--source", "lms"], [Person("student", "S1", "lms")]),
        (["--student", "S1", "north:S2", "--source", "north"],
         [Person("student", "north:S1", "north"), Person("student", "north:S2", "north")]),
        (["--applicant", "A1", "--source", "gate"], [Person("applicant", "A1", "gate")]),
    ],
)  # fmt: skip
def test_people_by_options(words: list[str], people: list[Person]) -> None:
    assert named(options(*words), KNOWN) == people


def test_people_of_a_file_and_of_the_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# left in June\n\nstudent S 1\nguardian  G1\n"
    (tmp_path / "people.txt").write_text(text)
    expected = [Person("student", "S 1"), Person("guardian", "G1")]
    assert named(options("--people", str(tmp_path / "people.txt")), KNOWN) == expected
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert named(options("--people", "-"), KNOWN) == expected


@pytest.mark.parametrize(
    "words",
    [[], ["--student", " "], ["--student", "SECRET", "--source", "nobody"], ["--people", "missing.txt"]],
)
def test_what_cannot_be_meant(words: list[str]) -> None:
    with pytest.raises(EdulakeError) as error:
        named(options(*words), KNOWN)
    assert "SECRET" not in " ".join(error.value.lines())


def test_a_line_that_names_nobody(tmp_path: Path) -> None:
    for line in ("pupil SECRET", "student", "SECRET"):
        (tmp_path / "people.txt").write_text(f"student S1\n{line}\n")
        with pytest.raises(EdulakeError, match="line 2") as error:
            named(options("--people", str(tmp_path / "people.txt")), KNOWN)
        assert "SECRET" not in " ".join(error.value.lines())
