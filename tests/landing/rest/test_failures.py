"""What is tried again, how long that waits, and how it is said."""

from __future__ import annotations

import datetime as dt

import pytest

from edulake.errors import UnreadableError
from edulake.landing.rest.failures import ATTEMPTS, LONGEST_WAIT, FailedError, Waiting, asked_to_wait

pytestmark = pytest.mark.once
NOON = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


class Clock:
    """Notes pauses instead of making them."""

    def __init__(self, chance: float = 1.0) -> None:
        self.pauses: list[float] = []
        self.said: list[str] = []
        self.waiting = Waiting(self.said.append, self.pauses.append, lambda: chance)


def failing(*errors: FailedError) -> tuple[object, Clock]:
    clock, left = Clock(), list(errors)

    def attempt() -> str:
        if left:
            raise left.pop(0)
        return "done"

    try:
        return clock.waiting.retrying(attempt), clock
    except UnreadableError as error:
        return error, clock


def test_what_may_pass_is_tried_again_later_each_time() -> None:
    done, clock = failing(*[FailedError("HTTP 503", may_pass=True)] * (ATTEMPTS - 1))
    assert done == "done"
    assert clock.pauses == [1, 2, 4, 8, 16]
    assert clock.said[0] == f"bronze  the API failed (HTTP 503), attempt 2 of {ATTEMPTS}"


def test_chance_spreads_those_who_wait() -> None:
    clock = Clock(chance=0.0)
    errors = [FailedError("HTTP 500", may_pass=True)]
    clock.waiting.retrying(lambda: errors and (_ for _ in ()).throw(errors.pop()))
    assert clock.pauses == [0.5]


def test_an_api_says_how_long_to_wait() -> None:
    _, clock = failing(FailedError("HTTP 429", may_pass=True, wait=7), FailedError("HTTP 429", may_pass=True, wait=0))
    assert clock.pauses == [8, 1]
    error, clock = failing(FailedError("HTTP 429", may_pass=True, wait=LONGEST_WAIT + 1))
    assert isinstance(error, UnreadableError)
    assert clock.pauses == []


def test_what_does_not_pass_is_told_at_once() -> None:
    error, clock = failing(FailedError("HTTP 404", may_pass=False, status=404))
    assert isinstance(error, UnreadableError)
    assert (error.what, error.why, clock.pauses) == ("the API has no such list", "HTTP 404", [])
    error, clock = failing(*[FailedError("TimeoutError", may_pass=True)] * ATTEMPTS)
    assert isinstance(error, UnreadableError)
    assert error.why == f"TimeoutError, {ATTEMPTS} attempts"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", 0),
        (" 12 ", 12),
        ("9" * 40, 999999999),
        ("Sun, 29 Nov 2026 12:00:30 GMT", 30),
        ("Sun, 29 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 29 Nov 2026 13:01:00 +0100", 60),
        ("Sun, 29 Nov 2026 13:01:00 +9999999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", None),
    ],
)
def test_how_long_to_wait_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    assert asked_to_wait(header, NOON) == seconds
