from __future__ import annotations

from edulake.expr import days_of_the_week

MONDAY, MIDWEEK = "Monday", "Tuesday Wednesday Thursday"
ROWS = [
    (None, None), ("", None), ("N/A", None), (",;", None),
    ("Monday", MONDAY), (" MON ", MONDAY), ("m,M, monday", MONDAY), ("\u200bMo\u00a0", MONDAY),
    ("Thu,Wed,Tue", MIDWEEK), ("tu/w/th", MIDWEEK), ("Tues; Wednesday;thurs", MIDWEEK), ("tuesday wed thur,", MIDWEEK),
    ("Sun Sat F", "Friday Saturday Sunday"),
    ("T", None), ("M,T", None), ("MWF", None), ("Monday, someday", None), ("1", None), ("Mon-Fri", None),
    ("M\x00", None), ("Monday " * 2_000, MONDAY), ("x" * 10_000, None),
]  # fmt: skip


def test_days_of_the_week(check):
    """A list of which a word cannot be read is not read: some of its days would look like all of them."""
    from pyspark.sql import functions as F

    check(lambda raw: F.array_join(days_of_the_week(raw), " "), ROWS)
