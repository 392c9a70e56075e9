"""A channel that did not take a message says why, and whether to try again: nobody may leave the second open."""

from __future__ import annotations

import pytest

from edulake.errors import EdulakeError
from edulake.ops.alerts.undelivered import UndeliveredError

pytestmark = pytest.mark.once


@pytest.mark.parametrize("may_pass", [True, False])
def test_why_and_whether_to_try_again(may_pass: bool) -> None:
    error = UndeliveredError("HTTP 503", may_pass=may_pass)
    assert (str(error), error.may_pass) == ("HTTP 503", may_pass)


def test_it_is_said_whether_it_may_pass() -> None:
    with pytest.raises(TypeError, match="may_pass"):
        UndeliveredError("HTTP 503")  # type: ignore[call-arg]


def test_it_ends_no_run() -> None:
    """What ends runs, with an exit code, are the errors of edulake: an alert that did not arrive is none of them."""
    assert not issubclass(UndeliveredError, EdulakeError)
