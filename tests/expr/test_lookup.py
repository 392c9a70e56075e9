from __future__ import annotations

from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up

STANDS_FOR = {"A": "Absent", "a": "another word", "": "nothing", "é ": "accented"}


def test_what_a_text_stands_for(check):
    """Exactly that text: neither its case nor its blanks are mended here."""
    rows = [("A", "Absent"), ("a", "another word"), ("", "nothing"), ("é ", "accented")]
    check(lambda text: looked_up(text, STANDS_FOR), [*rows, ("A ", None), ("é", None), ("?", None), (None, None)])


def test_entries_that_are_no_texts(check):
    rows = [("one", "1"), ("two", "2"), ("three", None), (None, None)]
    check(lambda text: looked_up(text, {"one": 1, "two": 2}), rows, "int")
    check(lambda text: looked_up(text, {"one": True, "two": False}), [("one", "true"), ("two", "false")], "boolean")


def test_an_entry_may_be_null(check):
    entries = {"closed": F.lit(None).cast("boolean"), "open": F.lit(True)}
    check(lambda text: looked_up(text, entries), [("open", "true"), ("closed", None)], "boolean")
