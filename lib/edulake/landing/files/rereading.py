"""Records taken apart once more, from the payloads that bronze keeps: under a mapping that was mended since."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.feed import Database, Dialect, Files, Topic
from edulake.landing.files.csv_records import csv_options
from edulake.landing.files.delimited import clean, names_in, places
from edulake.landing.files.json_numbers import marked, told
from edulake.landing.files.reaching import STRICT, reached, strings

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.contract.feed import Feed


def reread(rows: DataFrame, where: Column, feed: Feed) -> DataFrame:
    """Bronze `rows` with the feed's columns taken from their payloads again, for those `where` it delivered them.

    A record that could not be taken apart stays as it is. Lines of CSV are read by the header of their file; to know
    which headers there are costs an action.
    """
    sound = where & F.col("parse_issue").isNull()
    match feed.arrives:
        case Files(dialect=Dialect(format="csv") as dialect):
            lines = sound & (F.col("payload_form") == "verbatim")
            headers = rows.where(lines).select("source_header").distinct().where("source_header IS NOT NULL").collect()
            again = _objects(rows, sound & (F.col("payload_form") == "json"), feed)
            return reduce(lambda known, row: _lines(known, lines, row["source_header"], feed, dialect), headers, again)
        case Files() | Database() | Topic():
            return _objects(rows, sound, feed)


def _objects(rows: DataFrame, where: Column, feed: Feed) -> DataFrame:
    """JSON objects: as delivered, or the raw strings of a record of several lines, or of Parquet."""
    row = F.from_json(marked(F.col("raw_payload")), strings(feed.columns.values()), STRICT)
    is_object = where & F.ltrim("raw_payload").startswith("{")
    again = rows.withColumn("_again", F.when(is_object, row))
    values = {raw: told(reached(F.col("_again"), name)) for raw, name in feed.columns.items()}
    return _replaced(again, is_object, values)


def _lines(rows: DataFrame, where: Column, header: str, feed: Feed, dialect: Dialect) -> DataFrame:
    """Lines of files with this header; a column that it does not name is null."""
    names = names_in(header, dialect.delimiter)
    schema = ", ".join(f"c{position} string" for position in range(len(names)))
    ours = where & (F.col("source_header") == header)
    again = rows.withColumn("_again", F.when(ours, F.from_csv("raw_payload", schema, csv_options(dialect))))
    cells = {name: F.col(f"_again.c{position}") for name, position in places(names).items()}
    nothing = F.lit(None).cast("string")
    return _replaced(again, ours, {raw: cells.get(clean(name), nothing) for raw, name in feed.columns.items()})


def _replaced(rows: DataFrame, where: Column, values: dict[str, Column]) -> DataFrame:
    news = {raw: F.when(where, value).otherwise(F.col(raw)) for raw, value in values.items()}
    return rows.withColumns(news).drop("_again")
