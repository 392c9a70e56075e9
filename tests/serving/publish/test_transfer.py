"""Values on their way out: exact, in one spelling, and no id where a pseudonym is to be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from edulake.serving.publish.served import Field
from edulake.serving.publish.transfer import Tally, as_csv, of_cells, pseudonym, served

pytestmark = pytest.mark.once

SECRET = b"secret"
MOMENT = dt.datetime(2025, 3, 30, 1, 59, 59, 123456, tzinfo=dt.UTC)


def sent(values: list[object], type_: pa.DataType, of: Field) -> str:
    """A column of one value a row, as it is copied."""
    batch = pa.RecordBatch.from_arrays([pa.array(values, type_)], names=["x"])
    return "".join(as_csv(made, [of]).decode() for made in served(iter([batch]), [of], SECRET, Tally()))


@pytest.mark.parametrize(
    ("values", "type_", "of", "expected"),
    [
        ([None, "", "NULL", 'a"b', "a,b"], pa.string(), "text", '\n"""\n'),
        ([Decimal("0.05"), Decimal("-1.50"), None], pa.decimal128(5, 2), "numeric(5,2)", "0.05\n-1.50\n\n"),
        ([True, None, False], pa.bool_(), "boolean", "true\n\nfalse\n"),
        ([dt.date(2024, 2, 29), None], pa.date32(), "date", "2024-02-29\n\n"),
        ([MOMENT], pa.timestamp("us", "UTC"), "timestamp with time zone", "2025-03-30 01:59:59.123456Z\n"),
        ([2**53 + 1, -1], pa.int64(), "bigint", "9007199254740993\n-1\n"),
        ([0.1, None], pa.float64(), "double precision", "0.1\n\n"),
    ],
)
def test_values_are_spelled_as_postgresql_reads_them(
    values: list[object], type_: pa.DataType, of: str, expected: str
) -> None:
    if of == "text":
        expected = '\n""\n"NULL"\n"a""b"\n"a,b"\n'
    assert sent(values, type_, Field("x", of, "m")) == expected


def test_lists_are_arrays_and_lists_of_structs_json() -> None:
    texts = sent([["a", None, 'q"\\'], [], None], pa.list_(pa.string()), Field("x", "text[]", "m"))
    assert texts == '"{""a"",NULL,""q\\""\\\\""}"\n"{}"\n\n'
    struct = pa.list_(pa.struct([("place", pa.int32()), ("segment", pa.string())]))
    assert (
        sent([[{"place": 1, "segment": "ü"}]], struct, Field("x", "jsonb", "m"))
        == '"[{""place"": 1, ""segment"": ""ü""}]"\n'
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("jane@school.org", "j***@school.org"),
        ("no address", "***"),
        ("a@b@c", "***"),
        ("", "***"),
        (None, None),
        ("x@y.z\n", "***"),
    ],
)
def test_an_address_is_hidden_as_in_masked_views(address: str | None, expected: str | None) -> None:
    batch = pa.RecordBatch.from_arrays([pa.array([address], pa.string())], names=["email"])
    [made] = served(iter([batch]), [Field("email", "text", "m", form="email")], SECRET, Tally())
    assert made.to_pydict() == {"email": [expected]}


def test_a_pseudonym_is_the_same_for_the_same_and_nobody_else_s() -> None:
    """The first 128 bits of HMAC-SHA-256 (RFC 2104), computed here by its definition."""
    import hashlib

    key = SECRET.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + b"student:STU1").digest()
    by_definition = hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).hexdigest()[:32]
    assert pseudonym("student", "STU1", SECRET) == by_definition
    others = {
        pseudonym("staff", "STU1", SECRET),
        pseudonym("student", "STU2", SECRET),
        pseudonym("student", "STU1", b"other"),
    }
    assert len({*others, by_definition}) == 4


def test_rows_with_nothing_in_a_text_are_left_out_and_counted_by_column() -> None:
    fields = [Field("a", "text", "m"), Field("b", "text[]", "m"), Field("n", "integer", "m")]
    columns = [["x", "x\x00", None, "y"], [["p"], ["\x00"], ["\x00", None], None], [1, 2, 4, 8]]
    types = [pa.string_view(), pa.list_(pa.string()), pa.int32()]
    batch = pa.RecordBatch.from_arrays(
        [pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=["a", "b", "n"]
    )
    tally = Tally()
    [made] = served(iter([batch]), fields, b"", tally)
    assert made.to_pydict() == {"a": ["x", "y"], "b": [["p"], None], "n": [1, 8]}
    assert (tally.rows, tally.refused, dict(tally.refused_in)) == (2, 2, {"a": 1, "b": 2})
    assert (dict(tally.values), tally.sums) == ({"a": 2, "b": 1, "n": 2}, {"n": Decimal(9)})


def test_cells_keep_the_digits_that_are_told() -> None:
    fields = [
        Field("place", "integer", "m"),
        Field("rate", "numeric", "m"),
        Field("n", "numeric", "m"),
        Field("week", "text", "m"),
    ]
    batch = of_cells([(1, Decimal("0.50"), 12, dt.date(2025, 1, 6)), (2, None, None, None)], fields)
    assert as_csv(batch, fields).decode() == '1,0.50,12,"2025-01-06"\n2,,,\n'
    assert of_cells([], fields).num_rows == 0
    assert of_cells([(1, None, None, None)], fields).num_rows == 1
