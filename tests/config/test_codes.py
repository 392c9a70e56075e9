"""What a source means by its codes: in a block, in a file, and what is said of one that cannot be read."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from from_toml import loaded

from edulake.bronze import sources
from edulake.config import codes
from edulake.contract.feed import Notation
from edulake.errors import ConfigError
from edulake.expr.vocabulary import Code
from edulake.jobs.steps.cleanse.anew import made_by
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
WHERE = "sources.r.codes"
REGISTER = """
[sources.r]
subject = "attendance"
files = "*"
format = "csv"
[sources.r.columns]
student_id = "s"
date = "d"
status = "t"
[sources.r.codes.{}]
{}
"""
CODE_FILE = REGISTER.format("x", "").replace("[sources.r.codes.x]", '[sources.r.codes]\nstatus = "codes.csv"')


def of_file(folder: Path, content: str | None, name: str = "codes.csv") -> tuple[Code, ...]:
    if content is not None:
        (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    return codes.read({"status": name}, "attendance", WHERE, folder)["status"]


def refused(codes_of_block: dict[str, Any], folder: Path | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as error:
        codes.read(codes_of_block, "attendance", WHERE, folder)
    return error.value


def test_a_code_is_clean_and_a_share_is_exact(tmp_path: Path) -> None:
    given = {"status": {" T  1 ": "Absent", "L": {"status": "Late", "share": Decimal("0.2500")}}}
    wanted = (Code("T 1", "Absent"), Code("L", "Late", Decimal("0.25")))
    assert codes.read(given, "attendance", WHERE, None) == {"status": wanted}
    assert of_file(tmp_path, "\ufeffcode,share,status\r\n T  1 ,,Absent\r\n,,\r\nL,0.25,Late\r\n") == wanted
    assert of_file(tmp_path, 'code,status\n",","Late"\n"""",Absent\n"a\nb",Absent') == (
        Code(",", "Late"),
        Code('"', "Absent"),
        Code("a b", "Absent"),
    )
    assert codes.read({}, "assessments", WHERE, None) == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no file codes.csv"),
        ("", "code, status, share"),
        ("code;status;share\nT;Absent;\n", "unknown columns code;status;share"),
        ("code,status,severity\nT,Absent,1\n", "unknown columns severity"),
        ("code,share\nT,1\n", "columns that lack: status"),
        ("code,status,code\nT,Absent,T\n", "a column stands there twice"),
        ("code,status\nT,Gone\n", "line 2 of codes.csv means nothing known"),
        ("code,status\nT\n", "line 2 of codes.csv means nothing known"),
        ("code,status\n,Absent\n", "line 2 of codes.csv is no code"),
        ("code,status\nT,Absent\n\nT,Late\n", "line 4 of codes.csv says again what T means"),
        ("code,status,share\nT,Absent,half\n", "line 2 of codes.csv has no share of a day"),
        ("code,status,share\nT,Absent,0,5\n", "line 2 of codes.csv has more cells than columns"),
        ('code,status\n"T,Absent\n', "up to line 2, a quote is not closed"),
        ('code,status\nT,Absent\n"L"ate,Late\n', "up to line 3, a quote is not closed, or something stands behind"),
        ('"code,status\n', "up to line 1, a quote"),
        ("code,status\n\udcff,Absent\n", "it is not UTF-8"),
        ("code,status\n\udcff,Absent\n", "export it as CSV in UTF-8"),
    ],
)
def test_mistakes_in_a_file_are_named(tmp_path: Path, content: str | None, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        of_file(tmp_path, content)
    told = error.value.lines()
    assert says in " ".join(told)
    assert f"{WHERE}.status" in error.value.what
    assert "codes.csv" in error.value.what
    assert error.value.fix
    assert "Error" not in " ".join(told), "no class of Python"


def test_a_file_that_the_system_keeps_is_no_mistake_of_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "codes.csv").write_text("code,status\n")

    def kept(_path: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", kept)
    error = refused({"status": "codes.csv"}, tmp_path)
    assert error.what == f"{WHERE}.status: codes.csv cannot be read"
    assert (error.why, error.fix) == ("the system says: Permission denied", "check its permissions")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (3, "a whole number was given"),
        (["T"], "a list was given"),
        (True, "true or false was given"),
        ({"T": Decimal("0.5")}, "a number was given"),
        ({"T": ["Absent"]}, "a list was given"),
    ],
)
def test_what_was_given_is_said_in_words(given: Any, why: str) -> None:
    error = refused({"status": given})
    assert error.what.endswith("has the wrong type")
    assert error.why == why
    assert 'T = "Present" or T = { status = "Present", share = 0.5 }' in error.fix


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (REGISTER.format("category", 'T = "Absent"'), "sources.r.codes.category is about nothing"),
        (REGISTER.format("status", 'T = "Gone"'), "no status is called Gone"),
        (REGISTER.format("status", 'T = "Gone"'), "choose from Present, Late, Early Departure, Absent, Excused"),
        (REGISTER.format("status", "T = 1"), "sources.r.codes.status.T has the wrong type"),
        (REGISTER.format("status", "T = { share = 1 }"), "sources.r.codes.status.T means nothing known"),
        (REGISTER.format("status", 'T = { status = "Late", x = 1 }'), "unknown setting sources.r.codes.status.T.x"),
        (REGISTER.format("status", 'T = { status = "Late", share = 1.5 }'), "a number from 0 to 1"),
        (REGISTER.format("status", 'T = { status = "Late", share = "half" }'), "a number from 0 to 1"),
        (REGISTER.format("status", 'T = { status = "Late", share = true }'), "a number from 0 to 1"),
        (REGISTER.format("status", 'T = { status = "Late", share = 0.12345 }'), "a number from 0 to 1"),
        (REGISTER.format("status", 'T = { status = "Late", share = nan }'), "a number from 0 to 1"),
        (REGISTER.format("status", '" " = "Late"'), "is no code"),
        (REGISTER.format("status", '"a b" = "Late"\n"a  b" = "Late"'), "says again what a b means"),
        (
            REGISTER.format("x", "").replace("[sources.r.codes.x]", "[sources.r.codes]\nstatus = 3"),
            "codes.status has the",
        ),
    ],
)
def test_mistakes_in_a_block_of_codes_are_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        sources(loaded(tmp_path, text).sources)
    assert says in " ".join(error.value.lines())


def notation(tmp_path: Path, text: str) -> Notation:
    return next(s.notation for s in sources(loaded(tmp_path, text).sources) if s.name == "r")


CODES = (Code("T", "Absent"), Code("/", "Present"), Code("C1", "Excused", Decimal("0.25")))


def test_codes_of_a_block_and_of_a_file_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = 'T = "Absent"\n"/" = { status = "Present" }\nC1 = { status = "Excused", share = 0.25 }'
    of_block = notation(tmp_path, REGISTER.format("status", block)).codes_of("status")
    assert of_block == CODES
    file = tmp_path / "codes.csv"
    file.write_text("\ufeffcode,status,share\r\n T ,Absent,\r\n\r\n/,Present\r\nC1,Excused,0.25\r\n")
    assert notation(tmp_path, CODE_FILE).codes_of("status") == CODES, "beside the configuration"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    assert notation(elsewhere, CODE_FILE).codes_of("status") == CODES, "where the program runs"
    assert notation(elsewhere, CODE_FILE.replace("codes.csv", str(file))).codes_of("status") == CODES


def test_codes_and_caps_are_part_of_what_a_table_was_made_by(tmp_path: Path) -> None:
    seen = set()
    texts = [REGISTER.format("status", text) for text in ("", 'T = "Absent"', 'T = { status = "Absent", share = 0.5 }')]
    for text in (*texts, texts[0].replace('format = "csv"', 'format = "csv"\nscore_above_maximum = "cap"')):
        settings = loaded(tmp_path, text).sources
        source = next(source for source in sources(settings) if source.name == "r")
        seen.add(str(made_by(SUBJECTS["attendance"], source, settings)))
    assert len(seen) == 4


def test_codes_of_a_standard_are_of_any_subject(tmp_path: Path) -> None:
    """A share of the day is one of attendance, which a standard may deliver."""
    given = {"status": {"L": {"status": "Late", "share": "0.25"}}, "kind": {"PD": "Staff Day", "M": "Homeless"}}
    assert codes.read(given, "", WHERE, None) == {
        "status": (Code("L", "Late", Decimal("0.25")),),
        "kind": (Code("PD", "Staff Day"), Code("M", "Homeless")),
    }
    toml = "[sources.edfi.codes.role]\nT1 = 'Teacher'\n[sources.edfi.codes.kind]\nPD = 'Staff Day'\n"
    found = {one.subject: one.notation.codes for one in sources(loaded(tmp_path, toml).sources) if one.name == "edfi"}
    assert found["staff_roles"] == (("role", (Code("T1", "Teacher"),)),)
    assert found["student_groups"] == ()
