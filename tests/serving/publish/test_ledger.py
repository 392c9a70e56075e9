"""What is news: later versions, other definitions, tables made anew; never an older version."""

from __future__ import annotations

import pytest

from edulake.serving.publish.ledger import MadeFrom, Published, news

pytestmark = pytest.mark.once

BEFORE: MadeFrom = {"gold.a": ("id-a", 4), "gold.b": ("id-b", 7)}


@pytest.mark.parametrize(
    ("now", "fingerprint", "expected"),
    [
        (BEFORE, "f", "same"),
        (BEFORE, "g", "new"),
        ({**BEFORE, "gold.a": ("id-a", 5)}, "f", "new"),
        ({**BEFORE, "gold.a": ("id-a", 3)}, "f", "older"),
        ({**BEFORE, "gold.a": ("id-a", 3)}, "g", "older"),
        ({"gold.a": ("id-a", 5), "gold.b": ("id-b", 6)}, "f", "older"),
        ({**BEFORE, "gold.a": ("made anew", 0)}, "f", "new"),
        ({"gold.a": ("id-a", 4)}, "f", "new"),
        ({**BEFORE, "gold.c": ("id-c", 0)}, "f", "new"),
    ],
)
def test_what_is_news(now: MadeFrom, fingerprint: str, expected: str) -> None:
    assert news(Published(BEFORE, "f", ("k",), 1, "0"), now, fingerprint) == expected


def test_what_was_never_published_is_news() -> None:
    assert news(None, BEFORE, "f") == "new"
