"""Every source there is: one per name and subject, and one namespace for all that a system delivers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.bronze import SOURCES, TABLES, sources
from edulake.config.settings import SourceSettings
from edulake.errors import ConfigError
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

ATTENDANCE = SourceSettings(
    "csv", files="*", subject="attendance", columns={name: name for name in ("student_id", "date", "status")}
)
NORTH = SourceSettings(standard="oneroster", id_namespace="north")


def names(**blocks: SourceSettings) -> list[str]:
    return list(dict.fromkeys(source.name for source in sources(blocks)))


def test_a_standard_is_a_source_where_no_block_has_its_name() -> None:
    assert names() == ["oulad", "oneroster", "edfi", "babblr"]
    assert names(north=NORTH) == ["oulad", "oneroster", "edfi", "babblr", "north"]
    assert names(oneroster=NORTH) == ["oulad", "edfi", "babblr", "oneroster"]
    assert names(north=replace(NORTH, system="oneroster")) == ["oulad", "edfi", "babblr", "oneroster"]
    named = sources({"oneroster": NORTH})
    assert {one.notation.id_namespace for one in named if one.name == "oneroster"} == {"north"}


def test_a_block_beside_a_standard_adds_a_subject_to_its_system() -> None:
    block = replace(ATTENDANCE, system="oneroster")
    assert names(register=block) == ["oulad", "oneroster", "edfi", "babblr"]
    subjects = [source.subject for source in sources({"register": block}) if source.name == "oneroster"]
    assert "attendance" in subjects
    assert len(subjects) == len(set(subjects))


def test_a_subject_is_described_once_for_each_system() -> None:
    assert names(one=ATTENDANCE, two=ATTENDANCE)[-2:] == ["one", "two"]
    with pytest.raises(ConfigError, match="attendance of source one are described twice"):
        sources({"one": ATTENDANCE, "two": replace(ATTENDANCE, system="one")})


def test_ids_of_one_system_meet() -> None:
    with pytest.raises(ConfigError, match="the blocks of source north have different namespaces"):
        sources({"north": NORTH, "register": replace(ATTENDANCE, system="north")})
    assert sources({"north": NORTH, "register": replace(ATTENDANCE, system="north", id_namespace="north")})


def test_each_table_of_bronze_is_listed_once() -> None:
    assert len({str(table) for table in TABLES}) == len(TABLES)
    assert {subject.form.table for subject in SUBJECTS.values()} <= set(TABLES)
    assert {feed.table for source in SOURCES for feed in source.feeds} <= set(TABLES)
