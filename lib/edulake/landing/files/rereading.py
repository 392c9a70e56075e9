"""Records taken apart once more, from the payloads that bronze keeps: under a mapping that was mended since."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.feed import Database, Dialect, Files, Topic
from edulake.expr.called import names
from edulake.landing.called import NAMES_DISAGREE, Present, apart, disagrees, found, value
from edulake.landing.files.csv_records import csv_options
from edulake.landing.files.delimited import clean, names_in, places
from edulake.landing.files.json_numbers import marked, told
from edulake.landing.files.reaching import STRICT, reached, strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.feed import Feed
    from edulake.expr.called import Called

    Columns = Mapping[str, Called]


def reread(rows: DataFrame, where: Column, feed: Feed) -> DataFrame:
    """Bronze `rows` with the feed's columns taken from their payloads again, for those `where` it delivered them.

    A record that could not be taken apart stays as it is; one whose names disagreed is asked again. Lines of CSV are
    read by the header of their file; to know which headers there are costs an action.
    """
    return reread_each(rows, [(where, feed)])


def reread_each(rows: DataFrame, asked: Iterable[tuple[Column, Feed]]) -> DataFrame:
    """Bronze `rows` read again by several feeds, each for those `where` it delivered them.

    Which records are sound is asked before the first of them: of what each writes anew the next would ask again, and
    the plan would be three times as large with each.
    """
    sound = F.col("parse_issue").isNull() | (F.col("parse_issue") == NAMES_DISAGREE)
    judged = rows.withColumn("_sound", sound)
    read = reduce(lambda known, one: _reread(known, one[0] & F.col("_sound"), one[1]), asked, judged)
    return read.drop("_sound")


def _reread(rows: DataFrame, sound: Column, feed: Feed) -> DataFrame:
    match feed.arrives:
        case Files(dialect=Dialect(format="csv") as dialect):
            lines = sound & (F.col("payload_form") == "verbatim")
            headers = rows.where(lines).select("source_header").distinct().where("source_header IS NOT NULL").collect()
            again = _objects(rows, sound & (F.col("payload_form") == "json"), feed, loosely=dialect.loosely)
            return reduce(lambda known, row: _lines(known, lines, row["source_header"], feed, dialect), headers, again)
        case Files(dialect=dialect):
            return _objects(rows, sound, feed, loosely=dialect.loosely)
        case Database(loosely=loosely):
            return _objects(rows, sound, feed, loosely=loosely)
        case Topic():
            return _objects(rows, sound, feed, loosely=False)


def _objects(rows: DataFrame, where: Column, feed: Feed, *, loosely: bool) -> DataFrame:
    """JSON objects: as delivered, or the raw strings of a record of several lines, or of Parquet.

    Which keys they have is asked where names are compared `loosely`: an action more.
    """
    is_object = where & F.ltrim("raw_payload").startswith("{")
    if not loosely:
        return _with_keys(rows, is_object, feed.columns)
    keys = F.json_object_keys("raw_payload")
    seen = rows.where(is_object).select(keys.alias("keys")).distinct().where("keys IS NOT NULL").collect()

    def read(known: DataFrame, present: list[str]) -> DataFrame:
        columns = found(feed.columns, Present.of(present, loosely=True))
        return _with_keys(known, is_object & (keys == F.array(*map(F.lit, present))), columns)

    return reduce(read, (row["keys"] for row in seen), rows)


def _with_keys(rows: DataFrame, where: Column, columns: Columns) -> DataFrame:
    row = F.from_json(marked(F.col("raw_payload")), strings(names(columns.values())), STRICT)
    again = rows.withColumn("_again", F.when(where, row))
    return _replaced(again, where, columns, lambda name: told(reached(F.col("_again"), name)))


def _lines(rows: DataFrame, where: Column, header: str, feed: Feed, dialect: Dialect) -> DataFrame:
    """Lines of files with this header; a column that it does not name is null."""
    present = names_in(header, dialect.delimiter)
    schema = ", ".join(f"c{position} string" for position in range(len(present)))
    ours = where & (F.col("source_header") == header)
    again = rows.withColumn("_again", F.when(ours, F.from_csv("raw_payload", schema, csv_options(dialect))))
    cells = {name: F.col(f"_again.c{position}") for name, position in places(present).items()}
    nothing = F.lit(None).cast("string")
    columns = found(feed.columns, Present.of(present, loosely=dialect.loosely, reaches=False))
    return _replaced(again, ours, columns, lambda name: cells.get(clean(name), nothing))


def _replaced(rows: DataFrame, where: Column, columns: Columns, reach: Callable[[str], Column]) -> DataFrame:
    held = rows.columns
    rows, reach = apart(rows, columns.values(), reach)
    doubt = disagrees(columns.values(), reach)
    news = {raw: value(called, reach) for raw, called in columns.items()}
    news["parse_issue"] = F.lit(None).cast("string") if doubt is None else doubt
    read = rows.withColumns({raw: F.when(where, one).otherwise(F.col(raw)) for raw, one in news.items()})
    return read.select(*[name for name in held if name != "_again"])
