"""What the codes of a source mean, in its block and in a file of their own, and what neither must say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from from_toml import loaded

from edulake.bronze import sources
from edulake.contract.feed import Notation
from edulake.errors import ConfigError
from edulake.expr.vocabulary import StatusCode
from edulake.jobs.steps.cleanse.anew import made_by
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once


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


CODES = (StatusCode("T", "Absent"), StatusCode("/", "Present"), StatusCode("C1", "Excused", Decimal("0.25")))


def test_codes_of_a_block_and_of_a_file_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = 'T = "Absent"\n"/" = { status = "Present" }\nC1 = { status = "Excused", share = 0.25 }'
    of_block = notation(tmp_path, REGISTER.format("status", block)).status_codes
    assert of_block == CODES
    file = tmp_path / "codes.csv"
    file.write_text("\ufeffcode,status,share\r\n T ,Absent,\r\n\r\n/,Present\r\nC1,Excused,0.25\r\n")
    assert notation(tmp_path, CODE_FILE).status_codes == CODES, "beside the configuration"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    assert notation(elsewhere, CODE_FILE).status_codes == CODES, "where the program runs"
    assert notation(elsewhere, CODE_FILE.replace("codes.csv", str(file))).status_codes == CODES


def test_codes_and_caps_are_part_of_what_a_table_was_made_by(tmp_path: Path) -> None:
    seen = set()
    texts = [REGISTER.format("status", text) for text in ("", 'T = "Absent"', 'T = { status = "Absent", share = 0.5 }')]
    for text in (*texts, texts[0].replace('format = "csv"', 'format = "csv"\nscore_above_maximum = "cap"')):
        settings = loaded(tmp_path, text).sources
        source = next(source for source in sources(settings) if source.name == "r")
        seen.add(str(made_by(SUBJECTS["attendance"], source, settings)))
    assert len(seen) == 4


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
        ('code,status\n"T,Absent\n', "codes.csv cannot be read"),
        ("code,status\n\udcff,Absent\n", "codes.csv cannot be read"),
    ],
)
def test_mistakes_in_a_file_of_codes_are_named(tmp_path: Path, content: str | None, says: str) -> None:
    if content is not None:
        (tmp_path / "codes.csv").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, CODE_FILE)
    told = " ".join(error.value.lines())
    assert says in told
    assert "sources.r.codes.status" in told
