"""Which columns a OneRoster file must have: those that both bindings, 1.1 and 1.2, call required."""

from __future__ import annotations

import oneroster_sets as sets
import pytest

from edulake.bronze.oneroster import ONEROSTER, tables

pytestmark = pytest.mark.once

# Of 1.1 and 1.2 alike (1EdTech OneRoster CSV binding, chapter on each file), status and dateLastModified aside.
REQUIRED = {
    "ORGS": {"sourcedId", "name", "type"},
    "ACADEMIC_SESSIONS": {"sourcedId", "title", "type", "startDate", "endDate", "schoolYear"},
    "COURSES": {"sourcedId", "title", "orgSourcedId"},
    "CLASSES": {"sourcedId", "title", "courseSourcedId", "schoolSourcedId", "classType", "termSourcedIds"},
    "USERS": {"sourcedId", "enabledUser", "username", "givenName", "familyName"},
}

FEEDS = {feed.files.removeprefix("**/").removesuffix(".csv*"): feed for s in ONEROSTER for feed in s.feeds}


@pytest.mark.parametrize("name", REQUIRED)
def test_nothing_optional_is_asked_for(name: str) -> None:
    feed = getattr(tables, name)
    assert {feed.columns[raw] for raw in feed.required} <= REQUIRED[name]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_bronze_knows_the_columns_of_both_versions(version: str) -> None:
    for name, columns in sets.headers(version).items():
        known = set(FEEDS[name].columns.values())
        assert set(columns) - known == ({"password"} if name == "users" else set())
        assert {FEEDS[name].columns[raw] for raw in FEEDS[name].required} <= set(columns)
        assert FEEDS[name].snapshot is None
    assert tables.raw_name("orgSourcedIds") == "raw_org_sourced_ids"
    assert next(c for c in tables.USERS.table.columns if c.name == "raw_email").personal == "direct"
