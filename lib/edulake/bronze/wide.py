"""Wide files by configuration: of each record, a candidate for every column that is a row.

Which columns those are is found out once a file, from the header that its lines keep, or from the keys of its objects,
and joined to its records: no plan grows with the columns, and a new one is read as it comes.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze.spread import PLACE, spread
from edulake.contract.rule import HEADER_ROW
from edulake.expr import cleaned, identifier
from edulake.expr.cells import cells, names, unique
from edulake.expr.vocabulary import ID, TITLE, WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.config.spread import Spread
    from edulake.contract.table import Table

READ_ONLY = "(read only)"
# The last parentheses of a header, with what stands before them.
IN_PARENTHESES = r"\A(.*?)\s*\(([^()]*)\)\z"
# A part of an id that is longer is hashed: an id has 128 characters at most.
LONGEST_PART = 64
FILE = "source_file_sha256"
MAP = "map<string,string>"


class Wide(NamedTuple):
    """How the records of a block are wide: its spread, what else it maps, and the raw column of the row's own id."""

    spread: Spread
    mapped: tuple[str, ...]
    own_id: str | None
    delimiter: str

    @property
    def gives(self) -> tuple[str, ...]:
        """The raw columns that a candidate has of its own."""
        return tuple(f"raw_{name}" for name in self.spread.gives) + ((self.own_id,) if self.own_id else ())


def wide(how: Wide, facts: DataFrame, _: Mapping[Table, DataFrame]) -> DataFrame:
    """A candidate for each column of a record that is a row and says something; none for lines of headers."""
    known = facts.withColumn("_is_line", is_line())
    known = known.withColumns({"_cells": _cells(how), "_object": _object()})
    labels = list(dict.fromkeys(how.spread.lines.values()))
    known = known.withColumn("_line", _line(labels))
    joined = known.join(F.broadcast(_columns_of_files(how, known, labels)), FILE, "left")
    said = _said(how)
    issue = F.when(F.col("_line").isNotNull(), HEADER_ROW)
    rows = joined.withColumn("parse_issue", F.coalesce("parse_issue", issue))
    left = ("_is_line", "_cells", "_object", "_line", "_columns")
    return spread(rows, said, how.gives).drop(*left)


def is_line() -> Column:
    """Whether a record's payload is a line of CSV, which keeps its header; all else is a JSON object."""
    return F.col("source_header").isNotNull() & (F.col("payload_form") == "verbatim")


def object_keys() -> Column:
    """The names of the columns of a record that is an object; null for a line."""
    return F.when(~is_line(), F.json_object_keys("raw_payload"))


def _cells(how: Wide) -> Column:
    return F.when(F.col("_is_line"), cells(F.col("raw_payload"), how.delimiter))


def _object() -> Column:
    return F.when(~F.col("_is_line"), F.from_json("raw_payload", MAP))


def _line(labels: list[str]) -> Column:
    """Which line of headers a record is, by the label that one of its cells has; null for records."""
    told = F.lit(None).cast("string")
    values = F.coalesce("_cells", F.map_values("_object"))
    for label in labels:
        told = F.when(F.col("raw_payload").contains(label) & _has(values, label), label).otherwise(told)
    return told


def _has(values: Column, text: str) -> Column:
    return F.exists(values, lambda value: F.coalesce(_same(value, text), F.lit(False)))


def _same(text: Column, other: str) -> Column:
    return F.lower(F.trim(text)) == other.strip().lower()


def _columns_of_files(how: Wide, known: DataFrame, labels: list[str]) -> DataFrame:
    """Of each file the columns that are rows: name and place of each, and what a candidate has of header and lines."""
    lines = {
        f"_line_{number}": F.max(F.when(F.col("_line") == label, F.struct("_is_line", "raw_payload")))
        for number, label in enumerate(labels)
    }
    header, objects = F.max("source_header").alias("_header"), F.collect_set(object_keys()).alias("_keys")
    files = known.groupBy(FILE).agg(header, objects, *[value.alias(name) for name, value in lines.items()])
    read: dict[str, Column] = {}
    for name in lines:
        is_line, payload = F.col(f"{name}._is_line"), F.col(f"{name}.raw_payload")
        read[f"{name}_cells"] = F.when(is_line, cells(payload, how.delimiter))
        read[f"{name}_object"] = F.when(~is_line, F.from_json(payload, MAP))
    read["_headers"] = F.coalesce(
        names(cells(F.col("_header"), how.delimiter)), F.array_sort(F.array_distinct(F.flatten("_keys")))
    )

    def numbered(header: Column, number: Column) -> Column:
        name = F.get("_names", number)
        return F.struct(header.alias("header"), name.alias("name"), number.alias("number"))

    def described(column: Column) -> Column:
        said = [_in_line(f"_line_{number}", column).alias(f"line_{number}") for number in range(len(labels))]
        return F.struct(*[column[name].alias(name) for name in ("header", "name", "number")], *said)

    named = files.withColumns(read).withColumn("_names", unique(F.col("_headers")))
    placed = named.withColumn("_numbered", F.transform("_headers", numbered))
    told = placed.withColumn("_described", F.transform("_numbered", described))
    rows = F.filter("_described", lambda column: _is_row(how, column, len(labels)))
    return told.select(FILE, F.transform(rows, lambda column: _meant(how, labels, column)).alias("_columns"))


def _in_line(line: str, column: Column) -> Column:
    """What a line of headers says of a column."""
    return F.coalesce(F.get(f"{line}_cells", column["number"]), F.element_at(f"{line}_object", column["name"]))


def _is_row(how: Wide, column: Column, lines: int) -> Column:
    """Whether a column is a row: named as the block says, and no sum that its system made by itself."""
    name, given = column["header"], how.spread
    chosen = tuple(given.names) or (() if given.columns else tuple(given.means))
    others = [" ".join(text.split()) for text in (*how.mapped, *given.but)]
    heads = [text.partition(".")[0] for text in others]
    is_row = ~name.isin(["", *others, *heads]) & ~F.lower(name).endswith(READ_ONLY)
    if chosen:
        is_row &= name.isin([" ".join(text.split()) for text in chosen])
    if given.columns:
        is_row &= name.rlike(rf"\A(?:{given.columns})\z")
    for number in range(lines):
        is_row &= ~F.coalesce(_same(column[f"line_{number}"], READ_ONLY), F.lit(False))
    return is_row


def _meant(how: Wide, labels: list[str], column: Column) -> Column:
    """What a candidate has of its column: where it stands, what header and lines mean, and its part of the row's id."""
    header, name = column["header"], column["name"]
    texts = [F.when(header == " ".join(given.split()), text) for given, text in how.spread.means.items()]
    text = F.coalesce(*texts, header)
    own = [_part(what, text).alias(f"raw_{raw}") for raw, what in how.spread.header.items()]
    of_lines = [column[f"line_{labels.index(label)}"].alias(f"raw_{raw}") for raw, label in how.spread.lines.items()]
    # By what stands there: two headers that mean the same are two columns all the same.
    known = F.coalesce(_part(ID, header), header) if ID in how.spread.header.values() else header
    # Of two columns with one header, neither is the other.
    known = F.concat(known, F.substr(name, F.length(header) + 1))
    part = F.when(F.length(known) > LONGEST_PART, F.sha2(known, 256)).otherwise(known)
    return F.struct(name.alias(PLACE), column["number"].alias("number"), part.alias("part"), *own, *of_lines)


def _part(what: str, header: Column) -> Column:
    """What a header says for a column of the subject; null where it does not say it."""
    if what == WHOLE:
        return header
    if what == TITLE:
        return F.when(header.rlike(IN_PARENTHESES), F.regexp_extract(header, IN_PARENTHESES, 1)).otherwise(header)
    pattern, group = (IN_PARENTHESES, 2) if what == ID else (rf"\A(?:{what})\z", 1)
    return F.when(header.rlike(pattern), F.regexp_extract(header, pattern, group))


def _candidate(how: Wide):  # noqa: ANN202 - a function of a Column
    """What a record says in a column."""
    shared = [f"raw_{name}" for name in (*how.spread.header, *how.spread.lines)]
    cell = f"raw_{how.spread.cell}"

    def said(column: Column) -> Column:
        value = F.coalesce(F.get("_cells", column["number"]), F.element_at("_object", column[PLACE]))
        known = [column[PLACE].alias(PLACE), *[column[name].alias(name) for name in shared], value.alias(cell)]
        if how.own_id:
            # What is no id stays as it was delivered, so that the subject's rules see it.
            row = identifier(F.col(how.own_id))
            said_so = F.when(F.trim(how.own_id) != "", F.col(how.own_id))
            own = F.coalesce(F.when(row.isNotNull(), F.concat_ws(":", row, column["part"])), said_so)
            known.append(own.alias(how.own_id))
        return F.struct(*known)

    return said


def _said(how: Wide) -> Column:
    """The candidates of a record: of cells that say something, and where one does perhaps of empty ones.

    Never of an empty one whose column is an option: it was not chosen.
    """
    every, cell = F.transform("_columns", _candidate(how)), f"raw_{how.spread.cell}"
    says = F.filter(every, lambda one: _says(how, one[cell]))
    if not how.spread.keeps_empty:
        return says
    columns = {*how.spread.header, *how.spread.lines}

    def is_kept(one: Column) -> Column:
        kept = ~_is_nothing(how, one[cell])
        return kept & (one["raw_option"].isNull() | _says(how, one[cell])) if "option" in columns else kept

    return F.when(F.size(says) > 0, F.filter(every, is_kept)).otherwise(says)


def _says(how: Wide, cell: Column) -> Column:
    """Whether a cell says something."""
    return cleaned(cell).isNotNull() & ~_is_nothing(how, cell)


def _is_nothing(how: Wide, cell: Column) -> Column:
    """Whether a cell has one of the texts that its source writes for nothing."""
    texts = [_same(cell, text) for text in how.spread.nothing]
    return F.coalesce(reduce(lambda known, same: known | same, texts, F.lit(False)), F.lit(False))
