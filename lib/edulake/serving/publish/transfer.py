"""Rows of the warehouse on their way out: batches of Arrow, in the forms that are served, counted and summed."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import compute, csv

from edulake.expr.masking import EMAIL
from edulake.serving.questions.question import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edulake.serving.publish.served import Field

# Its functions are made as it is imported: checkers of types know none of them.
pc: Any = compute
# What no text of PostgreSQL can hold.
NOTHING = "\x00"
# Python spells the end of a text in another way than Java does.
ADDRESS = re.compile(EMAIL.replace(r"\z", r"\Z"))
HEX_DIGITS = 32
ARROW = {
    "text": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "numeric": pa.decimal128(38, max(DIGITS.values())),
    "double precision": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
    "text[]": pa.list_(pa.string()),
    "jsonb": pa.string(),
}


@dataclass
class Tally:
    """What was handed on: rows, values that are not null, sums of exact numbers, and rows refused, by column."""

    rows: int = 0
    values: Counter[str] = field(default_factory=Counter)
    sums: dict[str, Decimal] = field(default_factory=dict)
    refused: int = 0
    refused_in: Counter[str] = field(default_factory=Counter)

    def adds(self, batch: pa.RecordBatch, fields: Sequence[Field]) -> None:
        self.rows += batch.num_rows
        for of, column in zip(fields, batch.columns, strict=True):
            self.values[of.name] += len(column) - column.null_count
            if of.is_exact:
                total = pc.sum(_as_decimal(column)).as_py()
                self.sums[of.name] = self.sums.get(of.name, Decimal(0)) + (total or 0)


def served(
    batches: Iterator[pa.RecordBatch], fields: Sequence[Field], secret: bytes, tally: Tally
) -> Iterator[pa.RecordBatch]:
    """The batches as they are served, without rows that hold a U+0000; all of it counted in `tally`."""
    for batch in batches:
        texts = [column.cast(pa.string()) if _is_text(column.type) else column for column in batch.columns]
        sound = _sound(pa.RecordBatch.from_arrays(texts, names=batch.schema.names), tally)
        columns = [_formed(column, of, secret) for column, of in zip(sound.columns, fields, strict=True)]
        made = pa.RecordBatch.from_arrays(columns, names=[of.name for of in fields])
        tally.adds(made, fields)
        if made.num_rows:
            yield made


def arrow_type(type_: str) -> pa.DataType:
    """The type of Arrow for one that is served: what is jsonb there is a text; a number of released cells has as many
    digits behind the point as any of them is told in.
    """
    if found := re.fullmatch(r"numeric\((\d+),(\d+)\)", type_):
        return pa.decimal128(int(found[1]), int(found[2]))
    return ARROW[type_]


def with_json(batch: pa.RecordBatch, fields: Sequence[Field]) -> pa.RecordBatch:
    """The batch with JSON in the place of lists of more than texts."""
    columns = [
        _spelled(column, of) if of.type == "jsonb" else column for column, of in zip(batch.columns, fields, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def as_csv(batch: pa.RecordBatch, fields: Sequence[Field]) -> bytes:
    """Lines of CSV: texts in quotes, null as nothing at all; lists as PostgreSQL spells them."""
    columns = [_spelled(column, of) for column, of in zip(batch.columns, fields, strict=True)]
    out = io.BytesIO()
    csv.write_csv(
        pa.RecordBatch.from_arrays(columns, names=batch.schema.names), out, csv.WriteOptions(include_header=False)
    )
    return out.getvalue()


def pseudonym(kind: str, value: str, secret: bytes) -> str:
    """The same for the same id, and not to be had from it without the secret (HMAC, RFC 2104, of SHA-256)."""
    return hmac.digest(secret, f"{kind}:{value}".encode(), hashlib.sha256).hex()[:HEX_DIGITS]


def of_cells(rows: Sequence[Sequence[Any]], fields: Sequence[Field]) -> pa.RecordBatch:
    """A batch of released cells: numbers in the digits that are told, all else as a whole number or a text."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(fields)
    arrays = [_cells(column, of) for column, of in zip(values, fields, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=[of.name for of in fields])


def _cells(values: Sequence[Any], of: Field) -> pa.Array:
    if of.type == "numeric":
        told = [None if value is None else Decimal(str(value)) for value in values]
        return pa.array(told) if any(value is not None for value in told) else pa.array(told, pa.decimal128(38, 0))
    if of.type == "integer":
        return pa.array(values, pa.int32())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _sound(batch: pa.RecordBatch, tally: Tally) -> pa.RecordBatch:
    bad = None
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if found := _with_nothing(column):
            tally.refused_in[name] += sum(found)
            bad = found if bad is None else [a or b for a, b in zip(bad, found, strict=True)]
    if bad is None:
        return batch
    tally.refused += sum(bad)
    return batch.filter(pa.array([not each for each in bad]))


def _with_nothing(column: pa.Array) -> list[bool]:
    """Which values hold a U+0000; nothing at all where none does, as is usual."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        found = [_holds(value) for value in column.to_pylist()]
        return found if any(found) else []
    if not _is_text(column.type):
        return []
    found = pc.fill_null(pc.match_substring(column, NOTHING), fill_value=False)
    return found.to_pylist() if pc.any(found).as_py() else []


def _holds(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds, value.values()))
    return any(map(_holds, value)) if isinstance(value, list) else isinstance(value, str) and NOTHING in value


def _formed(column: pa.Array, of: Field, secret: bytes) -> pa.Array:
    if of.form == "pseudonym":
        made = [None if value is None else pseudonym(of.kind, value, secret) for value in column.to_pylist()]
        return pa.array(made, pa.string())
    if of.form == "email":
        return pa.array([None if value is None else _hidden(value) for value in column.to_pylist()], pa.string())
    return column


def _hidden(address: str) -> str:
    found = ADDRESS.match(address)
    return f"{found[1] or ''}***{found[2] or ''}" if found else "***"


def _spelled(column: pa.Array, of: Field) -> pa.Array:
    if of.type == "text[]":
        return pa.array([None if value is None else _array(value) for value in column.to_pylist()], pa.string())
    if of.type == "jsonb":
        return pa.array([None if value is None else _json(value) for value in column.to_pylist()], pa.string())
    return column


def _array(values: Sequence[str | None]) -> str:
    escaped = (value if value is None else value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join("NULL" if value is None else f'"{value}"' for value in escaped) + "}"


def _json(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def _is_text(type_: pa.DataType) -> bool:
    return pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_)


def _as_decimal(column: pa.Array) -> pa.Array:
    scale = column.type.scale if pa.types.is_decimal(column.type) else 0
    return column.cast(pa.decimal128(38, scale))
