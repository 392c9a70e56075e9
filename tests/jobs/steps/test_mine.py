"""Somebody's own files for a demo: which are taken, where copies lie, and that nothing of a person is written over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edulake.config.settings import Settings
from edulake.errors import ConfigError, EdulakeError, UnreadableError
from edulake.jobs.steps import mine

pytest.importorskip("rich", reason="the extra [cli] is not installed")
pytestmark = pytest.mark.once

MARKS = "Student ID,Test Date,Subject,Score\n00123,03/14/2024,Maths,80.5\nS2,03/15/2024,Art,90\n"
REGISTER = "Daily report\n\nStudent ID,Date,Status\nS1,2024-03-14,P\nTotal,,1\n"
OPEN = "Student ID,Abs Date,Abs Type\nS1,03/04/2024,Absent\nS2,04/05/2024,Absent\n"
USERS = "sourcedId,status,dateLastModified,enabledUser,givenName,familyName,username,userMasterIdentifier,role\n"
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """Three kinds of files: results as they are to be, a register below titles, and days that nobody can order."""
    folder = tmp_path / "my school"
    for name, content in {"2024/marks.csv": MARKS, "register.csv": REGISTER, "unsure/absences.csv": OPEN}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def placed(path: Path, below: Path) -> Settings:
    return mine.placed(path, str(below), Settings(early_warning_in_pipeline=False), is_shown=False)


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_asks_nothing_is_copied_and_the_rest_left_out(school: Path, tmp_path: Path) -> None:
    before = files(school)
    settings = placed(school, tmp_path / "w")
    home = tmp_path / "w" / "my_school"
    assert (settings.landing, settings.warehouse) == (str(home / "landing"), str(home / "warehouse"))
    assert set(settings.sources) == {"my_school_assessments", "my_school_attendance"}
    assert settings.sources["my_school_assessments"].date_formats == ["MM/dd/yyyy"]
    assert files(home / "landing") == {
        "my_school/2024/marks.csv": MARKS,
        "my_school/register.csv": "Student ID,Date,Status\nS1,2024-03-14,P\n",
    }
    assert mine.left_out(settings) == ["my_school_attendance_2"]
    assert not settings.early_warning_in_pipeline, "what a person set besides stays"
    assert home.stat().st_mode & 0o077 == 0
    assert files(school) == before


def test_again_it_is_the_same_of_the_same_age(school: Path, tmp_path: Path) -> None:
    home = tmp_path / "w" / "my_school"
    first = placed(school, tmp_path / "w")
    found = {path: path.stat().st_mtime_ns for path in home.rglob("*.csv")}
    assert len(found) == 2
    assert placed(school, tmp_path / "w") == first
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.csv")} == found


def test_without_a_warehouse_a_temporary_folder_is_kept(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "mkdtemp", lambda prefix: str(tmp_path / f"{prefix}1"))
    settings = mine.placed(school / "2024" / "marks.csv", None, Settings(), is_shown=False)
    assert Path(settings.warehouse) == tmp_path / "edulake-mine-1" / "2024" / "warehouse"
    assert files(tmp_path / "edulake-mine-1" / "2024" / "landing") == {"2024/marks.csv": MARKS}


def test_an_answer_in_the_file_counts_the_next_time(school: Path, tmp_path: Path) -> None:
    placed(school, tmp_path / "w")
    conf = tmp_path / "w" / "my_school" / "sources.toml"
    answered = conf.read_text().replace("# date_formats = []", 'date_formats = ["dd/MM/yyyy"]')
    assert answered != conf.read_text()
    conf.write_text(answered)
    settings = placed(school, tmp_path / "w")
    assert settings.sources["my_school_attendance_2"].date_formats == ["dd/MM/yyyy"]
    assert mine.left_out(settings) == []
    assert conf.read_text() == answered


def test_a_file_of_blocks_that_is_broken_is_a_mistake_of_settings(school: Path, tmp_path: Path) -> None:
    placed(school, tmp_path / "w")
    conf = tmp_path / "w" / "my_school" / "sources.toml"
    conf.write_text(f"{conf.read_text()}\n[")
    with pytest.raises(ConfigError, match="not valid TOML"):
        placed(school, tmp_path / "w")


def test_a_standard_is_copied_with_all_its_files(tmp_path: Path) -> None:
    roster = tmp_path / "roster"
    roster.mkdir()
    (roster / "users.csv").write_text(USERS)
    (roster / "orgs.csv").write_text(ORGS)
    settings = placed(roster, tmp_path / "w")
    assert settings.sources["roster"].standard == "oneroster"
    assert files(Path(settings.landing)) == {"roster/orgs.csv": ORGS, "roster/users.csv": USERS}


def test_files_of_one_name_that_are_read_otherwise_lie_apart(tmp_path: Path) -> None:
    """Else each block would read the other's days in its own order, without a word."""
    school = tmp_path / "school"
    for name, days in (("fall", "03/14/2024"), ("spring", "14/03/2024")):
        (school / name).mkdir(parents=True)
        (school / name / "marks.csv").write_text(MARKS.replace("03/14/2024", days).replace("03/15/2024", days))
    (school / "register.csv").write_text(REGISTER)
    settings = placed(school, tmp_path / "w")
    assert {name: (block.files, block.date_formats) for name, block in settings.sources.items()} == {
        "school_assessments": ("school_assessments/**/marks*.csv*", ["MM/dd/yyyy"]),
        "school_assessments_2": ("school_assessments_2/**/marks*.csv*", ["dd/MM/yyyy"]),
        "school_attendance": ("**/register*.csv*", ["yyyy-MM-dd"]),
    }
    assert set(files(Path(settings.landing))) == {
        "school/school_assessments/fall/marks.csv",
        "school/school_assessments_2/spring/marks.csv",
        "school/register.csv",
    }


def test_a_copy_that_is_written_anew_takes_no_other_files_place(tmp_path: Path) -> None:
    """A tidied copy ends in .csv, whatever the file does: beside one of that name it would be written over."""
    school = tmp_path / "school"
    school.mkdir()
    (school / "marks.csv").write_text(MARKS)
    others = MARKS.replace("80.5", "70.5").replace(",", ";")
    (school / "marks.txt").write_text(f"Report of marks\n\n{others}")
    settings = placed(school, tmp_path / "w")
    assert {name: block.files for name, block in settings.sources.items()} == {
        "school_assessments": "school_assessments/**/marks*.csv*",
        "school_assessments_2": "school_assessments_2/**/marks*.csv*",
    }
    assert files(Path(settings.landing)) == {
        "school/school_assessments/marks.csv": MARKS,
        "school/school_assessments_2/marks.csv": others,
    }


def test_two_copies_of_one_name_are_refused(tmp_path: Path) -> None:
    """Of one kind they lie in one folder, and are written anew if one of them has to be."""
    school = tmp_path / "school"
    school.mkdir()
    (school / "marks.csv").write_text(MARKS)
    (school / "marks.txt").write_text(f"Report of marks\n\n{MARKS}")
    with pytest.raises(ConfigError, match=r"two files would be called marks\.csv"):
        placed(school, tmp_path / "w")


def test_titles_above_one_of_several_files_are_left_out(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "marks_1.csv").write_text(MARKS)
    (school / "marks_2.csv").write_text(f"Report of marks\n\n{MARKS}")
    settings = placed(school, tmp_path / "w")
    assert files(Path(settings.landing)) == {"school/marks_1.csv": MARKS, "school/marks_2.csv": MARKS}


def test_a_folder_is_called_so_that_its_letters_can_be_told(tmp_path: Path) -> None:
    school = tmp_path / "Größe & Café"
    school.mkdir()
    (school / "marks.csv").write_text(MARKS)
    assert list(placed(school, tmp_path / "w").sources) == ["Grosse_Cafe"]


def test_nothing_usable_is_an_error_that_says_where_to_answer(school: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        placed(school / "unsure", tmp_path / "w")
    conf = tmp_path / "w" / "unsure" / "sources.toml"
    assert str(conf) in error.value.fix
    assert f"--warehouse {tmp_path / 'w'}" in error.value.fix
    assert "QUESTION" in conf.read_text()
    (school / "unsure" / "absences.csv").write_text("")
    with pytest.raises(UnreadableError, match="nothing in"):
        placed(school / "unsure", tmp_path / "other")


@pytest.mark.parametrize(
    ("path", "below", "what"),
    [
        ("none", "w", "there is no"),
        ("empty", "w", "nothing to look at"),
        ("my school", "my school/w", "cannot lie in the folder"),
        ("my school", "abfss://lake@store/w", "is no folder"),
        ("my school", "taken", "is not empty"),
        ("my school", "others", "is of other files"),
    ],
)
def test_what_is_refused_before_anything_is_written(
    path: str, below: str, what: str, school: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for name, file in (("taken", "landing/real.csv"), ("others", "sources.toml")):
        (tmp_path / name / "my_school" / file).parent.mkdir(parents=True)
        (tmp_path / name / "my_school" / file).write_text("somebody's")
    before = files(tmp_path)
    with pytest.raises(EdulakeError, match=what) as error:
        mine.placed(tmp_path / path, below if ":" in below else str(tmp_path / below), Settings(), is_shown=False)
    assert isinstance(error.value, ConfigError | UnreadableError)
    assert files(tmp_path) == before


def test_a_file_that_is_gone_is_not_delivered_again(school: Path, tmp_path: Path) -> None:
    placed(school, tmp_path / "w")
    shutil.rmtree(school / "2024")
    assert set(files(Path(placed(school, tmp_path / "w").landing))) == {"my_school/register.csv"}
