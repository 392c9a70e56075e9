from __future__ import annotations

import pytest

from edulake.expr import as_flag

YES = ("true", "TRUE", " Yes ", "y", "T", "1", "x", "X", "\u200btrue\u00a0")
NO = ("false", "False", "no", "N", "f", "0")
NEITHER = (
    None,
    "",
    " ",
    "-",
    "N/A",
    "NULL",
    "2",
    "-1",
    "1.0",
    "yes, mostly",
    "yes no",
    "unknown",
    "\uff11",
    "t" * 9_999,
)


@pytest.mark.parametrize(
    ("said", "flag"), [(YES, "true"), (NO, "false"), (NEITHER, None)], ids=["yes", "no", "neither"]
)
def test_yes_and_no(check, said, flag):
    """What says neither is neither: an empty box least of all is a no."""
    check(as_flag, [(text, flag) for text in said], "boolean")
