"""Which sources a run is about: those of a group, those of none, and nobody that does not exist."""

from __future__ import annotations

import pytest

from edulake.bronze import SOURCES
from edulake.errors import ConfigError
from edulake.jobs.steps.ingest.choose import feeds_of, must_be_known, of_group

pytestmark = pytest.mark.once

KNOWN = ["lms", "sis", "oulad", "sis"]
GROUPS = {"north": ["sis", "sis"], "wrong": ["lms", "nobody"], "empty": []}


@pytest.mark.parametrize(
    ("group", "groups", "expected"),
    [
        ("north", GROUPS, ["sis"]),
        ("empty", GROUPS, []),
        ("others", {"north": ["sis"]}, ["lms", "oulad"]),
        ("others", {}, ["lms", "sis", "oulad"]),
        ("others", {"others": ["lms"]}, ["lms"]),
    ],
)
def test_the_sources_of_a_group(group: str, groups: dict[str, list[str]], expected: list[str]) -> None:
    assert of_group(group, groups, KNOWN) == expected


def test_a_group_that_there_is_not() -> None:
    with pytest.raises(ConfigError, match="no group to choose is called south") as error:
        of_group("south", {"north": []}, KNOWN)
    assert error.value.fix == "choose from north, others"
    with pytest.raises(ConfigError, match=r"source_groups\.wrong names nobody"):
        of_group("wrong", GROUPS, KNOWN)


def test_sources_that_may_shrink_must_be_known() -> None:
    must_be_known([], KNOWN, "--accept-loss")
    must_be_known(["sis", "lms"], KNOWN, "--accept-loss")
    with pytest.raises(ConfigError, match="no source is called sys") as error:
        must_be_known(["sis", "sys"], KNOWN, "--accept-loss")
    assert error.value.fix == "choose from lms, sis, oulad"


def test_what_two_subjects_need_is_delivered_once() -> None:
    every = [feed.table for source in SOURCES if source.name == "oneroster" for feed in source.feeds]
    feeds = [feed.table for feed in feeds_of(SOURCES, "oneroster")]
    assert len(feeds) == len(set(feeds)) < len(every)
    assert set(feeds) == set(every)
    assert feeds_of(SOURCES, "nobody") == []
