"""Parts of a page: a kind for each column."""

from __future__ import annotations

import pytest

from edulake.serving.report.parts import columns

pytestmark = pytest.mark.once


def test_each_name_has_the_kind() -> None:
    assert columns("share", ("Low", "High")) == ("share", "share")
    assert columns("count", ()) == ()
