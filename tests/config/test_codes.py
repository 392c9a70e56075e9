"""What a source means by its codes: in a block, in a file, and what is said of one that cannot be read."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from edulake.config import codes
from edulake.errors import ConfigError
from edulake.expr.vocabulary import StatusCode

pytestmark = pytest.mark.once
WHERE = "sources.r.codes"


def of_file(folder: Path, content: str | None, name: str = "codes.csv") -> tuple[StatusCode, ...]:
    if content is not None:
        (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    return codes.read({"status": name}, "attendance", WHERE, folder)["status"]


def refused(codes_of_block: dict[str, Any], folder: Path | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as error:
        codes.read(codes_of_block, "attendance", WHERE, folder)
    return error.value


def test_a_code_is_clean_and_a_share_is_exact(tmp_path: Path) -> None:
    given = {"status": {" T  1 ": "Absent", "L": {"status": "Late", "share": Decimal("0.2500")}}}
    wanted = (StatusCode("T 1", "Absent"), StatusCode("L", "Late", Decimal("0.25")))
    assert codes.read(given, "attendance", WHERE, None) == {"status": wanted}
    assert of_file(tmp_path, "\ufeffcode,share,status\r\n T  1 ,,Absent\r\n,,\r\nL,0.25,Late\r\n") == wanted
    assert of_file(tmp_path, 'code,status\n",","Late"\n"""",Absent\n"a\nb",Absent') == (
        StatusCode(",", "Late"),
        StatusCode('"', "Absent"),
        StatusCode("a b", "Absent"),
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
    assert 'T = "Absent"' in error.fix
