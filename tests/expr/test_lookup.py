from __future__ import annotations

from pyspark.sql import functions as F

from edulake.expr.lookup import categorised_by, looked_up

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


def test_a_spelling_means_what_it_means_in_its_group(check):
    """Case, hyphens and underscores do not matter; the group must be named to the letter."""
    spellings = {"sex": {"Female": ("female", "f"), "Other": ("non binary",)}, "answer": {"No": ("no", "f")}, "any": {}}
    rows = [("F", "Female"), (" FEMALE\u00a0", "Female"), ("non-binary", "Other"), ("no", None), ("", None)]
    check(lambda text: categorised_by(F.lit("sex"), text, spellings), [*rows, (None, None), ("sex:f", None)])
    check(lambda text: categorised_by(F.lit("answer"), text, spellings), [("F", "No"), ("female", None)])
    for nobody in ("any", "Sex", "", "nothing", None):
        group = F.lit(nobody).cast("string")
        check(lambda text, group=group: categorised_by(group, text, spellings), [("f", None), (None, None)])
