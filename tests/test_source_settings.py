"""Blocks of sources: standards of which there may be several, and what a block must not say."""

from __future__ import annotations

from pathlib import Path

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake import config, source_settings
from edulake.bronze import SOURCES, sources
from edulake.bronze.standard import STANDARDS
from edulake.errors import ConfigError
from edulake.expr import fits

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


def loaded(tmp_path: Path, text: str) -> config.Settings:
    path = tmp_path / "conf.toml"
    path.write_text(text)
    return config.load(str(path))


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
    assert set(SOURCES) <= set(sources(config.load().sources))
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
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[sources.x]\nstandard = "onerooster"', "choose from oneroster, oulad"),
        ('[sources.x]\nstandard = "oulad"\nformat = "csv"', "sources.x.format cannot be set"),
        ('[sources.x]\nstandard = "oulad"\nsnapshot = true', "sources.x.snapshot cannot be set"),
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
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        sources(loaded(tmp_path, text).sources)
    assert says in " ".join(error.value.lines())


@pytest.mark.once
def test_the_settings_know_the_standards_that_there_are() -> None:
    assert set(source_settings.STANDARDS) == set(STANDARDS)


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
