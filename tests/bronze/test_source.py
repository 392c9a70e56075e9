"""Which system delivers what a source reads: itself, but for the crosswalk that is another's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from steps import CLASSES, MARKS, source

from edulake.bronze.crosswalk import Crosswalk

pytestmark = pytest.mark.once

OWN = source("lms", references=(CLASSES,))
PEOPLE = Crosswalk("district", "north", None)
TABLE = PEOPLE.reference.table


def test_a_source_without_crosswalk_reads_what_its_own_system_delivers() -> None:
    assert [OWN.delivering(table) for table in (MARKS, CLASSES, TABLE)] == ["lms"] * 3
    assert not OWN.reads_crosswalk(TABLE)


def test_a_crosswalk_is_read_as_another_system_delivers_it() -> None:
    mapped = replace(OWN, crosswalk=PEOPLE, references=(*OWN.references, PEOPLE.reference))
    assert [mapped.delivering(table) for table in (MARKS, CLASSES, TABLE)] == ["lms", "lms", "district"]
    assert [mapped.reads_crosswalk(table) for table in (MARKS, CLASSES, TABLE)] == [False, False, True]
