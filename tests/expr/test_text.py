from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from edulake.expr import (
    NULL_TOKENS,
    cleaned,
    fits,
    identifier,
    in_namespace,
    is_damaged,
    is_unfit,
    is_valid_utf8,
    joined_id,
)
from edulake.expr.text import survives_reencoding

BLANKS = "\t\n\x0b\f\r \x85\xa0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000"
INVISIBLES = "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2064\u2066\u2069\ufeff"

LETTERS = st.sampled_from("aB7é\uff11-/#" + BLANKS + INVISIBLES)
TEXTS = st.one_of(st.text(LETTERS, max_size=8), st.text(max_size=8), st.sampled_from(NULL_TOKENS))


def test_fits(check):
    rows = [
        ("ABC-1", "true"),
        ("ABC-12", "false"),
        ("xABC-1", "false"),
        ("ABC-1\n", "false"),
        ("", "false"),
        (None, None),
    ]
    check(lambda raw: fits(raw, "[A-Z]+-[0-9]"), rows, "boolean")
    check(lambda raw: fits(raw, "a|b"), [("a", "true"), ("b", "true"), ("ab", "false"), (None, None)], "boolean")
    check(lambda raw: fits(raw, "(a|b)*"), [("ab" * 500, "true"), ("ab" * 500_000, "false"), (None, None)], "boolean")


def test_in_namespace(check):
    check(lambda raw: in_namespace(raw, "north"), [("S1", "north:S1"), ("a:b", "north:a:b"), (None, None)])
    check(lambda raw: in_namespace(raw, ""), [("S1", "S1"), (None, None)])


PARTS = [
    (("T1", "S5"), "T1|S5"),
    ((" T1 ", '="005"'), "T1|005"),
    (("a|b", "c"), r"a\|b|c"),
    (("a", "b|c"), r"a|b\|c"),
    (("a\\", "c"), "a\\\\|c"),
    (("a", "\\c"), "a|\\\\c"),
    (("a\\|b", "c"), r"a\\\|b|c"),
    (("T1", None), None),
    (("", "S5"), None),
    (("T1", "N/A"), None),
    (("1.23457E+11", "S5"), "1.23457E+11"),
    (("T1", "S\x005"), "S\x005"),
    (("T1", "x" * 129), "x" * 129),
    (("t" * 63, "s" * 64), "t" * 63 + "|" + "s" * 64),
    (("t" * 64, "s" * 64), hashlib.sha256(b"t" * 64 + b"|" + b"s" * 64).hexdigest()),
]


def test_joined_id(spark, ansi):
    table = spark.createDataFrame([parts for parts, _ in PARTS], "a string, b string")
    found = [row.id for row in table.select(joined_id(F.col("a"), F.col("b")).alias("id")).collect()]
    assert found == [expected for _, expected in PARTS]


def test_no_two_pairs_make_one_id(spark):
    ids = ["".join(letters) for size in (1, 2, 3) for letters in itertools.product("a|\\", repeat=size)]
    pairs = list(itertools.product(ids, ids))
    table = spark.createDataFrame(pairs, "a string, b string")
    found = [row.id for row in table.select(joined_id(F.col("a"), F.col("b")).alias("id")).collect()]
    assert None not in found
    assert len(set(found)) == len(pairs)


def test_cleaned(check):
    rows = [
        (None, None),
        ("", None),
        (" \t\u200b\n ", None),
        ("Math", "Math"),
        ("  Physical \t\n Education ", "Physical Education"),
        ("Physical\u00a0\u3000Education", "Physical Education"),
        ("\ufeffMa\u200bth", "Math"),
        ("Ma\u00adth\u202e", "Math"),
        ("a  b", "a b"),
        ("Kunst für Anfänger", "Kunst für Anfänger"),
        ("'; DROP TABLE t --", "'; DROP TABLE t --"),
        ("=cmd()", "=cmd()"),
        ("null", None),
        ("NULL", None),
        (" n/a ", None),
        ("NA", None),
        ("#N/A", None),
        ("-", None),
        ("None", None),
        ("nan", None),
        ("N\u200bULL", None),
        (r"\N", None),
        (r" \n ", None),
        (r"\\N", r"\\N"),
        ("N", "N"),
        ("--", "--"),
        ("Nana", "Nana"),
        ("NULLS", "NULLS"),
        ("\uff2e\uff21", "\uff2e\uff21"),
        ("\x00", "\x00"),
        ("x" * 100_000, "x" * 100_000),
    ]
    check(cleaned, rows)


def test_identifier(check):
    rows = [
        (None, None),
        ("", None),
        ("N/A", None),
        ("STU000001", "STU000001"),
        (" stu 1 ", "stu 1"),
        ("STU\t1", "STU 1"),
        ("007", "007"),
        ("-5", "-5"),
        ("é", "é"),
        ("\u0410", "\u0410"),  # a Cyrillic letter stays what it is
        ("a\x00b", None),
        ("a\x1bb", None),
        ("a\x7f", None),
        ("a\x9fb", None),
        ("x" * 128, "x" * 128),
        ("x" * 129, None),
        (" " + "x" * 128 + "\u200b ", "x" * 128),
    ]
    check(identifier, rows)


def test_is_unfit(check):
    """Of what `identifier` does not read: a text that is none, not one that is missing or destroyed."""
    rows = [
        (None, None),
        ("", "false"),
        ("N/A", "false"),
        (" " * 1_000, "false"),
        ("1.23457E+11", "false"),
        ("x" * 128, "false"),
        ("\u200b " + "x" * 128 + "\u00a0" * 9, "false"),
        ("x" * 129, "true"),
        ("x\n" * 65, "true"),
        ("x" * 100_000, "true"),
        ("a\x00b", "true"),
        ("\x9f", "true"),
    ]
    check(is_unfit, rows, "boolean")


# What spreadsheets make of the ids that they open: the id that can still be read, and whether it is destroyed.
SPREADSHEETS = [
    ('="00123"', "00123", "false"),
    ("'00123", "00123", "false"),
    (' ="S 1"\u00a0', "S 1", "false"),
    ('="\u200b00123 "', "00123", "false"),
    ("'S00123", "S00123", "false"),
    ('=""', None, "false"),
    ('="N/A"', None, "false"),
    ('="1.23457E+11"', None, "true"),
    ("=cmd()", "=cmd()", "false"),
    ("'; DROP TABLE x", "'; DROP TABLE x", "false"),
    ("'", "'", "false"),
    ("1.23457E+11", None, "true"),
    ("1,23457E+11", None, "true"),
    ("1.23457e+11", None, "true"),
    (" 1.23457E+011\u200b", None, "true"),
    ("1.23457E11", None, "true"),
    ("1E+11", None, "true"),
    ("1.00E+05", None, "true"),
    ("123.4E+9", None, "true"),
    ("1.234567890123456E+15", None, "true"),
    # All digits are there.
    ("1.0012345E7", "10012345", "false"),
    ("1.0012345E+07", "10012345", "false"),
    ("1.00E+02", "100", "false"),
    ("1.23456789012345E+14", "123456789012345", "false"),
    # Ids that only look so.
    ("7E2", "7E2", "false"),
    ("1.25E+1", "1.25E+1", "false"),
    ("12e4", "12e4", "false"),
    ("1E+11x", "1E+11x", "false"),
    ("S1.5E+11", "S1.5E+11", "false"),
    ("1.5E-11", "1.5E-11", "false"),
    ("9" * 128, "9" * 128, "false"),
    ("N/A", None, "false"),
    (None, None, None),
]


def test_ids_that_a_spreadsheet_opened(check):
    check(identifier, [(raw, id_) for raw, id_, _ in SPREADSHEETS])
    check(is_damaged, [(raw, damaged) for raw, _, damaged in SPREADSHEETS], "boolean")


@pytest.mark.parametrize("valid", [is_valid_utf8, survives_reencoding])
def test_is_valid_utf8(check, valid):
    rows = [
        (None, None),
        ("", "true"),
        ("616263", "true"),
        ("C3A9E282ACF09F9880", "true"),
        ("EFBFBD", "true"),  # a replacement character that was delivered as such
        ("EFBBBF61", "true"),
        ("636166E9", "false"),  # "café" in latin-1
        ("E282", "false"),
        ("C080", "false"),
        ("EDA080", "false"),
        ("F8808080", "false"),
        ("FFFE6100", "false"),  # UTF-16
    ]
    check(lambda raw: valid(F.unhex(raw).cast("string")), rows, "boolean")


def test_malformed_text_raises_nowhere(check):
    def all_of(raw):
        text = F.unhex(raw).cast("string")
        return F.concat_ws("|", F.hex(cleaned(text)), F.hex(identifier(text)))

    check(all_of, [("636166E9", "636166EFBFBD|636166EFBFBD"), ("20FF20", "EFBFBD|EFBFBD"), (None, "")])


def test_cleaned_like_python(check):
    @settings(max_examples=3, deadline=None)
    @given(st.lists(TEXTS, min_size=100, max_size=200))
    def like_python(texts):
        check(cleaned, [(text, python_cleaned(text)) for text in texts])

    like_python()


def python_cleaned(text: str) -> str | None:
    visible = "".join(" " if c in BLANKS else c for c in text if c not in INVISIBLES)
    single = " ".join(word for word in visible.split(" ") if word)
    return None if single.upper() in NULL_TOKENS else single
