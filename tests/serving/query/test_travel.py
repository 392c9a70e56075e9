"""What people are told of a version of a table that nobody has made, or of which nothing is left."""

from __future__ import annotations

import pytest

from edulake.errors import UnreadableError
from edulake.gold import PRODUCTS
from edulake.serving.query import travel

pytestmark = pytest.mark.once

TABLE = PRODUCTS["course_completion"].table


def test_the_newest_version_is_the_last_one() -> None:
    travel.must_be_there(TABLE, 0, 3)
    travel.must_be_there(TABLE, 3, 3)
    with pytest.raises(UnreadableError, match=r"gold\.course_completion has no version 4") as caught:
        travel.must_be_there(TABLE, 4, 3)
    assert (caught.value.why, "edulake history gold.course_completion" in caught.value.fix) == ("the newest is 3", True)


def test_a_version_of_which_nothing_is_left() -> None:
    error = travel.gone(TABLE, 2)
    assert error.exit_code == 5
    assert error.what == "version 2 of gold.course_completion cannot be read any more"
