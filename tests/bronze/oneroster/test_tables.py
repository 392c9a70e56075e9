"""Which columns a OneRoster file must have: those that both bindings, 1.1 and 1.2, call required."""

from __future__ import annotations

import pytest

from edulake.bronze.oneroster import tables

pytestmark = pytest.mark.once

# Of 1.1 and 1.2 alike (1EdTech OneRoster CSV binding, chapter on each file), status and dateLastModified aside.
REQUIRED = {
    "ORGS": {"sourcedId", "name", "type"},
    "ACADEMIC_SESSIONS": {"sourcedId", "title", "type", "startDate", "endDate", "schoolYear"},
    "COURSES": {"sourcedId", "title", "orgSourcedId"},
    "CLASSES": {"sourcedId", "title", "courseSourcedId", "schoolSourcedId", "classType", "termSourcedIds"},
    "USERS": {"sourcedId", "enabledUser", "username", "givenName", "familyName"},
}


@pytest.mark.parametrize("name", REQUIRED)
def test_nothing_optional_is_asked_for(name: str) -> None:
    feed = getattr(tables, name)
    assert {feed.columns[raw] for raw in feed.required} <= REQUIRED[name]
