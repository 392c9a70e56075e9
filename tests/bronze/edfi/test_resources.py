"""Resources of Ed-Fi as tables: which files are theirs, under which names, and what is kept out."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from edulake.bronze.edfi import EDFI
from edulake.bronze.edfi.resources import raw_name, resource
from edulake.contract.feed import Feed
from edulake.landing.files.names import matches

pytestmark = pytest.mark.once
PETS = resource(
    "petOwners",
    "who keeps pets",
    {"ownerReference.studentUniqueId": "Student", "petName": "Name", "bites": "Whether it bites"},
    "petName",
    sensitive=("bites",),
    formerly="animalKeepers",
    omit=("price",),
)


def takes(feed: Feed, name: str) -> bool:
    path = PurePosixPath(name).parts
    return matches(path, PurePosixPath(feed.files.pattern).parts) and not feed.files.leaves_out(path)


def test_the_table_of_a_resource() -> None:
    table = PETS.feed.table
    assert table.name == "edfi_pet_owners_raw"
    assert table.people == {"raw_student_unique_id": "student"}
    columns = {column.name: column.personal for column in table.columns}
    assert (columns["raw_bites"], columns["raw_pet_name"], columns["raw_payload"]) == (
        "sensitive",
        "direct",
        "sensitive",
    )
    assert PETS.feed.columns["raw_student_unique_id"] == "ownerReference.studentUniqueId"
    assert raw_name("_lastModifiedDate") == "raw_last_modified_date"
    assert PETS.feed.required == ("raw_id", "raw_pet_name")


def test_a_resource_lies_in_folders_of_both_names() -> None:
    """They fill one table, under the same columns: whichever feed reads a record, it reads the same."""
    now, deletes, before, deletes_before = PETS.feeds
    places = {
        "2025/petOwners/1.jsonl": now,
        "2025/deletes/petOwners/1.jsonl": deletes,
        "2025/animalKeepers/1.jsonl": before,
        "2025/deletes/animalKeepers/1.jsonl": deletes_before,
    }
    for place, mine in places.items():
        assert [feed for feed in PETS.feeds if takes(feed, place)] == [mine]
    for one, other in ((now, before), (deletes, deletes_before)):
        assert (one.table, one.columns, one.required) == (other.table, other.columns, other.required)
        assert one.files.dialect.withheld == other.files.dialect.withheld
    assert len(resource("pets", "pets", {"petName": "Name"}).feeds) == 2


def test_two_resources_of_one_subject() -> None:
    """They lie in one table; a second field of one name is called by its path, and both name a person."""
    fields = {"ownerReference.studentUniqueId": "Student", "keeperReference.studentUniqueId": "Student who keeps it"}
    pets = resource("pets", "who has pets", fields, together=("owners", "keepers"))
    others = ("raw_student_unique_id", "raw_keeper_reference_student_unique_id")
    assert [pets.feed.columns[name] for name in others] == list(fields)
    assert pets.feed.table.people == dict.fromkeys(others, "student")
    assert {feed.table.name for feed in pets.feeds} == {"edfi_pets_raw", "edfi_pets_deletes_raw"}
    places = (
        "2025/owners/1.jsonl",
        "2025/deletes/owners/1.jsonl",
        "2025/keepers/1.jsonl",
        "2025/deletes/keepers/1.jsonl",
    )
    assert [[takes(feed, place) for feed in pets.feeds].index(True) for place in places] == [0, 1, 2, 3]
    assert not any(takes(feed, "2025/pets/1.jsonl") for feed in pets.feeds)
    assert pets.feeds[0].columns == pets.feeds[2].columns


def test_an_object_is_known_by_its_id_or_its_name() -> None:
    by_id, deletes = PETS.references
    assert (by_id.key, by_id.updated, deletes.table) == (("raw_id",), "raw_last_modified_date", PETS.deletes.table)
    [by_name] = PETS.known_by("raw_pet_name").references
    assert (by_name.table, by_name.key, by_name.updated) == (PETS.feed.table, ("raw_pet_name",), by_id.updated)
    versions, gone = PETS.in_versions.references
    assert (versions.table, versions.key, gone) == (by_id.table, ("raw_id", "raw_payload"), deletes)
    assert (by_id.is_first, versions.is_first) == (False, True), "a version that is listed again is the first one"


def test_what_is_kept_out() -> None:
    for feed in (PETS.feed, PETS.others[0]):
        assert feed.files.dialect.withheld.withholds("price")
        assert not feed.files.dialect.withheld.withholds("petName")


def test_every_folder_is_of_one_table() -> None:
    feeds = {feed for source in EDFI for feed in source.feeds}
    assert len({feed.files.pattern for feed in feeds}) == len({(feed.files.pattern, feed.table) for feed in feeds})
