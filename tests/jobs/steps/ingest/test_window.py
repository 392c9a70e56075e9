"""Which sources days can be read again of, and what is said of the others."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date

import pytest
from landed import PLAIN, TABLE

from edulake.config import database
from edulake.config.kafka import Kafka
from edulake.contract.feed import Database, Feed, Topic
from edulake.errors import ConfigError
from edulake.jobs.steps.ingest.window import asked_window, must_have_windows, window_arguments
from edulake.landing.database.window import Window

pytestmark = pytest.mark.once

PLACE = database.Database(url="env:SIS_URL", user="env:X", table="scores", watermark="changed")
ROWS = Feed(TABLE, {}, Database(PLACE))
RECORDS = Feed(TABLE, {}, Topic(Kafka("127.0.0.1:9092", "days")))


def asked(*words: str) -> Window | None:
    parser = ArgumentParser()
    window_arguments(parser)
    return asked_window(parser.parse_args(words))


def test_days_are_asked_for_by_one_end_or_both() -> None:
    assert asked() is None
    assert asked("--since", "2025-01-01") == (date(2025, 1, 1), None)
    assert asked("--until", "2025-01-31") == (None, date(2025, 1, 31))
    assert asked("--since", "2025-01-31", "--until", "2025-01-31") == (date(2025, 1, 31), date(2025, 1, 31))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--since", "yesterday"], "--since is not a day"),
        (["--until", "2025-02-30"], "--until is not a day"),
        (["--since", "2025-02-01", "--until", "2025-01-31"], "--until is before --since"),
    ],
)
def test_what_are_no_days(words: list[str], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        asked(*words)


def test_only_databases_that_are_named_have_windows() -> None:
    must_have_windows({"sis": [ROWS, ROWS]}, named=True)
    with pytest.raises(ConfigError, match="need a source"):
        must_have_windows({"sis": [ROWS]}, named=False)
    for feed, why in ((PLAIN, "loaded as a whole"), (RECORDS, "the order of its offsets")):
        with pytest.raises(ConfigError, match="source other has no window of days") as error:
            must_have_windows({"sis": [ROWS], "other": [feed]}, named=True)
        assert why in error.value.why
        assert "leave --since and --until out" in error.value.fix
