"""What a source of Ed-Fi refers to, and which of its raw columns it has."""

from __future__ import annotations

import pytest
from pyspark.sql import DataFrame

from edulake.bronze.edfi.resources import resource
from edulake.bronze.edfi.sources import NAME, source

pytestmark = pytest.mark.once
PETS, OWNERS = resource("pets", "pets", {"petName": "Name"}), resource("owners", "owners", {"ownerName": "Name"})


def nothing(facts: DataFrame, current: object) -> DataFrame:
    return facts


def test_what_a_source_refers_to() -> None:
    """Deletes of its facts, its references, and where one object is several rows, the facts as they were last said."""
    plain = source("students", nothing, PETS, "student_id", (OWNERS.known_by("raw_owner_name"),))
    assert (plain.name, plain.facts, plain.spreads) == (NAME, PETS.feed.table, False)
    assert [one.table for one in plain.references] == [PETS.deletes.table, OWNERS.feed.table]
    spread = source("students", nothing, PETS, "student_id", (OWNERS.in_versions,), spreads=True)
    assert [one.table for one in spread.references] == [
        *(PETS.feed.table, PETS.deletes.table),
        *(OWNERS.feed.table, OWNERS.deletes.table),
    ]
    assert plain.feeds == (*PETS.feeds, *OWNERS.feeds)


def test_what_a_source_provides() -> None:
    assert source("students", nothing, PETS, "student_id").provides == {"raw_student_id", "raw_updated_at"}
    assert source("students", nothing, PETS, "student_id", is_dated=False).provides == {"raw_student_id"}
