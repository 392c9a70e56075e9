"""What OneRoster's sources say of themselves."""

from __future__ import annotations

import pytest
from oneroster_rows import SOURCES

pytestmark = pytest.mark.once


def test_every_candidate_is_said_to_be_provided() -> None:
    """What a source provides and does not map would be called missing in every row."""
    for source in SOURCES.values():
        assert all(name.startswith("raw_") for name in source.provides)
        assert {ref.table for ref in source.references} <= {feed.table for feed in source.feeds}
