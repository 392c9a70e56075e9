"""Blocks of sources: standards of which there may be several, and what a block must not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from from_toml import loaded
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.bronze import SOURCES, sources
from edulake.bronze.standard import STANDARDS
from edulake.config.load import load
from edulake.config.sources import STANDARDS as CONFIGURABLE
from edulake.errors import ConfigError
from edulake.expr import fits
from edulake.jobs import bronze_ingest, pipeline, silver_cleanse
from edulake.store import session

ATTENDANCE = """
[sources.act]
system = "oneroster"
id_namespace = "n"
subject = "attendance"
files = "*"
format = "csv"
[sources.act.columns]
student_id = "s"
date = "d"
status = "t"
"""
ACT = '[sources.act]\nfiles = "*"\nformat = "csv"\n{}[sources.act.columns]\nstudent_id = "s"\nassessment_date = "d"\n'


def known(tmp_path: Path, text: str) -> dict[str, set[tuple[str, str]]]:
    """The names of sources with their subjects and namespaces."""
    found: dict[str, set[tuple[str, str]]] = {}
    for source in sources(loaded(tmp_path, text).sources):
        found.setdefault(source.name, set()).add((source.subject, source.notation.id_namespace))
    return found


def subjects(standard: str, namespace: str) -> set[tuple[str, str]]:
    return {(source.subject, namespace) for source in STANDARDS[standard]}


@pytest.mark.once
def test_several_systems_deliver_by_one_standard(tmp_path: Path) -> None:
    north = '[sources.north]\nstandard = "oneroster"\nid_namespace = "n"\ntime_zone = "America/New_York"\n'
    found = known(tmp_path, north + '[sources.second]\nstandard = "oulad"\n[sources.oulad]\nid_namespace = "ou"\n')
    assert found["north"] == subjects("oneroster", "n")
    assert found["oneroster"] == subjects("oneroster", "")
    assert found["second"] == subjects("oulad", "")
    assert found["oulad"] == subjects("oulad", "ou")
    assert set(SOURCES) <= set(sources(load().sources))
    zones = {s.notation.time_zone for s in sources(loaded(tmp_path, north).sources) if s.name == "north"}
    assert zones == {"America/New_York"}


@pytest.mark.once
def test_a_block_may_be_a_standard_by_another_folder(tmp_path: Path) -> None:
    """Then the folder of the standard's own name delivers nothing that is known."""
    found = known(tmp_path, '[sources.oneroster]\nsystem = "city"\n')
    assert found["city"] == subjects("oneroster", "")
    assert "oneroster" not in found
    found = known(tmp_path, '[sources.city]\nstandard = "oneroster"\nsystem = "oneroster"\nid_namespace = "c"\n')
    assert found["oneroster"] == subjects("oneroster", "c")


@pytest.mark.once
def test_what_only_one_standard_leaves_open(tmp_path: Path) -> None:
    """Of an app of one learner: that it delivers all that there is, and who that is."""
    text = '[sources.babblr]\nsnapshot = true\n[sources.babblr.constants]\nstudent_id = "L1"\n'
    [block] = [of for name, of in loaded(tmp_path, text).sources.items() if name == "babblr"]
    assert (block.standard, block.snapshot, block.constants) == ("babblr", True, {"student_id": "L1"})
    assert known(tmp_path, text)["babblr"] == subjects("babblr", "")


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[sources.x]\nstandard = "onerooster"', "choose from babblr, edfi, oneroster, oulad"),
        ('[sources."x y"]\nstandard = "oulad"\ncrosswalk = "p"', "sources.x y cannot stand before ids"),
        (
            '[sources.x]\nstandard = "oulad"\nsystem = "a:b"\ncrosswalk = "p"',
            "sources.x.system cannot stand before ids",
        ),
        ('[sources.x]\nstandard = "oulad"\nformat = "csv"', "sources.x.format cannot be set"),
        ('[sources.x]\nstandard = "oulad"\nsnapshot = true', "sources.x.snapshot cannot be set"),
        (
            '[sources.x]\nstandard = "edfi"\n[sources.x.constants]\nstudent_id = "s"',
            "sources.x.constants cannot be set",
        ),
        ('[sources.babblr.constants]\nlevel = "A1"', "sources.babblr.constants.level cannot be set"),
        ('[sources.babblr]\nfiles = "*.csv"', "sources.babblr.files cannot be set"),
        ('[sources.x]\nstandard = "oulad"\n[sources.x.columns]\nstudent_id = "s"', "sources.x.columns cannot be set"),
        ('[sources.oulad]\nfiles = "*.csv"\nformat = "csv"', 'block of another name, with system = "oulad"'),
        ("[sources.x]\nid_namespace = 'n'", "sources.x.format is missing"),
        ("[sources.x]\nformat = 'csv'", "sources.x.files is missing"),
        ("[sources.x]\nformat = 'jdbc'", "sources.x.database is missing"),
        (ACT.format('id_namespace = "a:b"\n'), "sources.act.id_namespace cannot stand before ids"),
        (ACT.format('time_zone = "New York"\n'), "sources.act.time_zone is unknown"),
        (ACT.format('time_zone = "america/new_york"\n'), "no time zone is called america/new_york"),
        (ACT.format("") + '[sources.act.patterns]\nclass_id = "[A-Z]+"', "patterns.class_id is about nothing"),
        (ACT.format("") + '[sources.act.patterns]\nstudent_id = "[A-Z"', "patterns.student_id is no regular"),
        (ACT.format("") + '[sources.act.patterns]\nstudent_id = ""', "patterns.student_id is no regular expression"),
        ('[sources.oulad.patterns]\nclass = "A"', "sources.oulad.patterns.class is about nothing"),
        ('[sources.a]\nstandard = "oulad"\nsystem = "b"\n[sources.b]\nstandard = "oulad"', "described twice"),
        (ATTENDANCE, "the blocks of source oneroster have different namespaces"),
        (ACT.format('encoding = "ANSI"\n'), "sources.act.encoding is unknown"),
        (ACT.format('encoding = "ANSI"\n'), "use cp1252"),
        (ACT.format('encoding = "hex"\n'), "sources.act.encoding is unknown"),
        (ACT.format('encoding = ""\n'), "sources.act.encoding is unknown"),
        (ACT.format('encoding = "utf-8\\u0000"\n'), "sources.act.encoding is unknown"),
        (ACT.format('delimiter = "||"\n'), "sources.act.delimiter cannot part cells"),
        (ACT.format("delimiter = '\\t'\n"), "sources.act.delimiter cannot part cells"),
        (ACT.format('delimiter = ""\n'), "sources.act.delimiter cannot part cells"),
        (ACT.format("delimiter = '\"'\n"), "sources.act.delimiter cannot part cells"),
        (ACT.format('delimiter = "\\n"\n'), "sources.act.delimiter cannot part cells"),
        (ACT.format('date_formats = ["M/d/yy"]\n'), "sources.act.date_formats cannot be read"),
        (ACT.format('date_formats = ["M/d/yy"]\n'), "M/d/yyyy"),
        (ACT.format("date_formats = []\n"), "sources.act.date_formats cannot be read"),
        (ACT.format('date_formats = ["M/d/yyyy", "dd/MM/yyyy"]\n'), "read the same text as different days"),
        (ACT.format('date_formats = ["M/d/yyyy h:mm a", "d/M/yyyy"]\n'), "read the same text as different days"),
        (ACT.format('date_formats = ["M/d/yyyy K:mm"]\n'), "h:mm a"),
        (ACT.format("score_max = 0\n"), "sources.act.score_max is no highest score"),
        (ACT.format('score_above_maximum = "ignore"\n'), "choose from refuse, cap"),
        (ACT.format('corrections_up_to = "a2"\n'), "choose from A1, A2, B1, B2, C1, C2"),
        ('[sources.oulad]\ncorrections_up_to = "D1"\n', "no corrections_up_to is called D1"),
        (ACT.format("").replace('files = "*"', 'files = "/x/*"'), "sources.act.files: /x/* leaves the landing"),
        (ACT.format("").replace('files = "*"', 'files = "../*"'), "sources.act.files: ../* leaves the landing"),
        (ACT.format("").replace('files = "*"', 'files = "**.csv"'), "sources.act.files is no pattern"),
        (ACT.format("").replace('"s"', '" "'), "sources.act.columns.student_id is empty"),
        (ACT.format("") + "[sources.act.codes.status]\nT = 'Absent'", "sources.act.codes.status is about nothing"),
        ("[sources.edfi.codes.colour]\nT = 'Red'", "sources.edfi.codes.colour is about nothing"),
        ("[sources.edfi.codes.role]\nT = 'Baker'", "sources.edfi.codes.role.T means nothing known"),
        ("[sources.oulad.codes.role]\nT = 'Teacher'", "sources.oulad.codes.role is about nothing"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        sources(loaded(tmp_path, text).sources)
    assert says in " ".join(error.value.lines())


@pytest.mark.once
@pytest.mark.parametrize("job", [bronze_ingest, silver_cleanse, pipeline])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ACT.format('encoding = "ANSI"\n'), "sources.act.encoding"),
        (ACT.format('date_formats = ["M/d/yy"]\n'), "sources.act.date_formats"),
        (ACT.format("") + 'nothing_known = "x"\n', "nothing_known"),
    ],
    ids=["encoding", "date format", "column of the subject"],
)
def test_a_wrong_block_ends_a_job_before_anything_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], job: Any, text: str, says: str
) -> None:
    """No session, so that no table and no file was looked at."""
    monkeypatch.setattr(session, "for_platform", lambda *_, **__: pytest.fail("a session was built"))
    conf = tmp_path / "conf.toml"
    conf.write_text(text)
    where = ["--warehouse", str(tmp_path / "w"), "--landing", str(tmp_path / "none"), "--conf", str(conf)]
    assert job.main(where) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert '"error": "CONFIG"' in told.out


@pytest.mark.once
def test_the_settings_know_the_standards_that_there_are() -> None:
    assert set(CONFIGURABLE) == set(STANDARDS)


PATTERNS = {
    True: ["[A-Z]{3}-[0-9]+", "(?i)cls-.*", "a|b", r"\d{4}[BJ]", "[]a]", r"\{x\}", "(?:a|b){2,}", r"(a)\1", "a++"],
    False: [
        "(?P<a>b)", "(?P=a)", "(?#no)a", "(a)?(?(1)b|c)", "(?a)b", "(?x)a #", "a{,3}", "{", r"a\Z", "[a[b]", "[[a]",
        "[a&&b]", r"\N{DIGIT ONE}", r"\0", "a)", "*a", "",
    ],
}  # fmt: skip


def test_a_pattern_is_one_for_python_and_for_java(tmp_path: Path, spark: SparkSession) -> None:
    for text in PATTERNS[True]:
        block = ACT.format("") + f"[sources.act.patterns]\nstudent_id = '{text}'\n"
        assert loaded(tmp_path, block).sources["act"].patterns == {"student_id": text}
        spark.createDataFrame([("a",)], "raw string").select(fits(F.col("raw"), text)).collect()
    for text in PATTERNS[False]:
        with pytest.raises(ConfigError, match="no regular expression"):
            loaded(tmp_path, ACT.format("") + f"[sources.act.patterns]\nstudent_id = '{text}'\n")


def test_java_refuses_some_of_what_python_takes(spark: SparkSession) -> None:
    """So that the list above is no mere taste."""
    for text in ("(?P<a>b)", "{", "a{,3}", "[a[b]", r"\N{X}", r"\0"):
        with pytest.raises((PySparkException, Py4JJavaError)):
            spark.createDataFrame([("a",)], "raw string").select(fits(F.col("raw"), text)).collect()
