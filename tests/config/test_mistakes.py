"""What a stranger writes wrong in a file of settings, and whether the answer says what to type instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.load import load
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def error_of(path: Path | str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(str(path))
    return caught.value


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ('landing = "C:\\Users\\me"', "look at line 1: in a path write / for \\, or put the text into 'single quotes'"),
        ("[gold]\n[sources.x\n", "look at line 2: close the bracket: [sources.NAME]"),
        ("landing = “here”", 'look at line 1: quotes are to be straight: "'),
        ('\nlanding: "here"', 'look at line 2: write = for the colon: key = "value"'),
        ("landing = here", 'look at line 1: a text goes into quotes: key = "value"'),
        ("landing =\n", 'look at line 1: a value is missing: key = "value"'),
        ('landing = "here', "look at line 1: a quote is not closed"),
        (
            '[sources.x.columns]\nTest Date = "a"',
            'look at line 2: a name with a blank goes into quotes: "my name" = "value"',
        ),
        ("[gold]\n[gold]", "look at line 2: correct it"),
        ("a = 1\na = 2", "look at line 2: correct it"),
        ("x", "look at line 1: correct it"),
    ],
)
def test_a_line_that_is_no_toml(tmp_path: Path, text: str, fix: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(text)
    error = error_of(path)
    assert error.what == f"{path} is not valid TOML"
    assert error.why
    assert error.fix == fix


def test_a_line_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[sources.x.database]\npassword = "Canary')
    assert "Canary" not in " ".join(error_of(path).lines())


def test_text_that_is_just_allowed(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text("landing = 'C:\\Users\\me'\n[gold]\n")
    assert load(str(path)).landing.endswith("C:\\Users\\me")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """One of that folder is offered where its name is alike; else what writes one."""
    (tmp_path / "skyward.toml").touch()
    near = error_of(tmp_path / "skywrd.toml")
    assert near.lines() == [
        f"error: cannot read {tmp_path}/skywrd.toml",
        "why:   the system says: No such file or directory",
        f"do:    did you mean --conf {tmp_path}/skyward.toml?",
    ]
    far = error_of(tmp_path / "none" / "district.toml")
    assert "`edulake suggest FILES --out my.toml` writes one" in far.fix
    assert f"({tmp_path}/none/district.toml)" in far.fix


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    assert error_of(tmp_path).why == "the system says: Is a directory"
    (tmp_path / "mine.toml").touch()
    assert error_of(tmp_path).fix == f"did you mean --conf {tmp_path}/mine.toml?"


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes('landing = "Schüler"'.encode("latin-1"))
    assert error_of(path).fix == "save it as UTF-8"
