"""What went wrong with an API: worth another attempt or not, and how to say it without its words."""

from __future__ import annotations

import datetime as dt
import random
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from edulake.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

    Result = TypeVar("Result")

ATTEMPTS = 6
LONGEST_PAUSE = 60.0
# Whoever asks to wait longer than this is asked again by the next run.
LONGEST_WAIT = 300.0
PASSING = {408, 425, 429, 500, 502, 503, 504}
EXPLAINED = {
    400: ("the API does not understand what it is asked", "check parameters, changed and paging"),
    401: ("the API refused the credentials", "check what token, or client_id and client_secret, name"),
    403: ("the API does not let these credentials read the list", "check rights and scope"),
    404: ("the API has no such list", "check url"),
    410: ("the API has no such list any more", "check url"),
}


class NotGivenError(UnreadableError):
    """The API has no such list, or does not let these credentials read it."""


class AwayError(UnreadableError):
    """The API does not answer, or not to these credentials: it is of no use to ask for another list."""


class FailedError(Exception):
    """An attempt that failed: why in words of our own, whether it may pass, and how long the API asks to wait."""

    def __init__(self, why: str, *, may_pass: bool, wait: float | None = None, status: int = 0) -> None:
        super().__init__(why)
        self.why, self.may_pass, self.wait, self.status = why, may_pass, wait, status

    def for_people(self, attempts: int) -> UnreadableError:
        usual = ("the API cannot be read", "check url and the network, and look into the API's own log")
        what, fix = EXPLAINED.get(self.status, usual)
        is_away = self.may_pass or self.status == 401
        kind = NotGivenError if self.status in (403, 404) and not is_away else AwayError if is_away else UnreadableError
        return kind(what, f"{self.why}, {attempts} attempts" if attempts > 1 else self.why, fix)


class Waiting(NamedTuple):
    """How a pull waits between attempts, and what it says meanwhile; chance and time are given."""

    say: Callable[[str], None]
    pause: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def retrying(self, attempted: Callable[[], Result]) -> Result:
        """What an attempt returns; those that may pass are made again, later each time. UnreadableError in the end."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return attempted()
            except FailedError as error:
                too_long = error.wait is not None and error.wait > LONGEST_WAIT
                if attempt == ATTEMPTS or not error.may_pass or too_long:
                    raise error.for_people(attempt) from None
                self.say(f"bronze  the API failed ({error.why}), attempt {attempt + 1} of {ATTEMPTS}")
                usual = min(2.0 ** (attempt - 1), LONGEST_PAUSE) * (0.5 + self.chance() / 2)
                self.pause(usual if error.wait is None else max(error.wait, 0.0) + self.chance())
        raise AssertionError


def asked_to_wait(header: str | None, now: dt.datetime) -> float | None:
    """Seconds of a Retry-After, which is a number of them or a date; None where it is neither."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    at = moment(text)
    return None if at is None else max((at - now).total_seconds(), 0.0)


def moment(header: str | None) -> dt.datetime | None:
    """The moment that a header names, UTC; None where it names none."""
    try:
        at = parsedate_to_datetime(header or "")
        return at.replace(tzinfo=at.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        return None
