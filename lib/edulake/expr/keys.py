"""Hashes of rows: content hashes for comparing, business keys for identifying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence


def content_hash(*columns: Column) -> Column:
    """64-bit hash (xxhash64, BIGINT) of the values in order; null differs from '' and counts in its place.

    For telling contents of one table apart; equal values of other types ("1" and 1) hash differently. Raises
    ValueError without columns.
    """
    _refuse_none(columns)
    # xxhash64 alone skips nulls, so that (null, 'a') and ('a', null) would be the same.
    return F.xxhash64(*[part for column in columns for part in (column.isNull(), column)])


def business_key(*columns: Column, further: Sequence[Column] = ()) -> Column:
    """SHA-256 (64 hex digits) of the values' string forms in order, where no two different rows share a text.

    Each value is written as "length:text", null as "-": ("a", "b") is not ("ab", ""), null is not "".
    Timestamps belong in as text or microseconds, since their string form follows the session's time zone. The
    `further` values count where there is one of them: without any, the key is what it was before they counted.
    Raises ValueError without columns.
    """
    _refuse_none(columns)
    texts = [*map(_delimited, columns)]
    if further:
        any_of = F.coalesce(*[column.cast("string") for column in further]).isNotNull()
        texts.append(F.when(any_of, F.concat(*map(_delimited, further))).otherwise(""))
    return F.sha2(F.concat(*texts), 256)


def _delimited(column: Column) -> Column:
    text = column.cast("string")
    return F.coalesce(F.concat(F.char_length(text).cast("string"), F.lit(":"), text), F.lit("-"))


def _refuse_none(columns: tuple[Column, ...]) -> None:
    if not columns:
        raise ValueError("a hash needs at least one column")
