"""Hashes of rows: content hashes for comparing, business keys for identifying."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F


def content_hash(*columns: Column) -> Column:
    """64-bit hash (xxhash64, BIGINT) of the values in order; null differs from '' and counts in its place.

    For telling contents of one table apart; equal values of other types ("1" and 1) hash differently. Raises
    ValueError without columns.
    """
    _refuse_none(columns)
    # xxhash64 alone skips nulls, so that (null, 'a') and ('a', null) would be the same.
    return F.xxhash64(*[part for column in columns for part in (column.isNull(), column)])


def business_key(*columns: Column) -> Column:
    """SHA-256 (64 hex digits) of the values' string forms in order, where no two different rows share a text.

    Each value is written as "length:text", null as "-": ("a", "b") is not ("ab", ""), null is not "".
    Timestamps belong in as text or microseconds, since their string form follows the session's time zone.
    Raises ValueError without columns.
    """
    _refuse_none(columns)
    return F.sha2(F.concat(*[_delimited(column.cast("string")) for column in columns]), 256)


def _delimited(text: Column) -> Column:
    return F.coalesce(F.concat(F.char_length(text).cast("string"), F.lit(":"), text), F.lit("-"))


def _refuse_none(columns: tuple[Column, ...]) -> None:
    if not columns:
        raise ValueError("a hash needs at least one column")
