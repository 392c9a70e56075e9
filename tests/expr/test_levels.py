from __future__ import annotations

from edulake.expr.categories.language import LEVELS, LEVELS_OF_TESTS, MIXED
from edulake.expr.levels import RANKS, is_legacy_level, level_rank
from edulake.expr.lookup import known_category

LEGACY = ("beginner", "Beginner", " ADVANCED\u00a0", "upper-intermediate", "pre_intermediate")
NO_LEGACY = ("A1", "B2", "mixed", "0", "beginners", "x" * 9_999)


def test_levels(check):
    """A level within two, and one by another number, is none of the six: it is not guessed."""
    rows = [(text, text) for text in LEVELS] + [
        ("a1", "A1"),
        (" C2\u200b", "C2"),
        ("", None),
        ("N/A", None),
        (None, None),
    ]
    unknown = ("A2+", "A1-A2", "Pre-A1", "A0", "C3", "1", "A 1", "beginner", "mixed", "\uff21\uff11", "x" * 9_999)
    check(lambda raw: known_category(raw, LEVELS), rows + [(text, "Unknown") for text in unknown])


def test_what_asks_for_several_levels(check):
    rows = [("mixed", MIXED), ("MIXED", MIXED), ("B1", "B1"), ("b1,b2", "Unknown"), (None, None)]
    check(lambda raw: known_category(raw, LEVELS_OF_TESTS), rows)


def test_ranks(check):
    assert RANKS == {"A1": 1, "A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6}
    rows = [(level, str(rank)) for level, rank in RANKS.items()]
    check(level_rank, rows + [(text, None) for text in (None, "", "a1", "Unknown", MIXED, "C3")], "int")


def test_levels_of_no_scale(check):
    rows = [(text, "true") for text in LEGACY] + [(text, "false") for text in NO_LEGACY] + [(None, None), ("", None)]
    check(is_legacy_level, rows, "boolean")
