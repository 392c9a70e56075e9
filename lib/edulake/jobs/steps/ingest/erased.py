"""Records of people who were erased, refused at the door: none of them enters bronze, whichever way it comes.

They are counted by file. What a record of others says of somebody erased is left out, and its text with it.
"""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze import sources
from edulake.bronze.answering import RESPONSES
from edulake.bronze.naming import KINDS, Namespaces, known_as, namespaces, naming, word_as, words
from edulake.ops.erasures import RESPONSE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.bronze.naming import Naming
    from edulake.contract.table import Person as Kind
    from edulake.contract.table import Table
    from edulake.ops.erasures import Marks
    from edulake.store.store import Store


class Sieve(NamedTuple):
    """What keeps out the erased among the records of a source for a table."""

    marks: Marks
    source: str
    table: Table
    namespace: Namespaces

    def is_erased(self, rows: DataFrame) -> Column:
        """Whether a record is theirs, by its columns, or, where it cannot be taken apart, by one of its words.

        What the source does not deliver names nobody. An answer is theirs by the response that it belongs to.
        """
        own = [self._names(one) for one in naming(self.table) if one.own and one.column in rows.columns]
        kinds = {kind for one in naming(self.table) for kind in one.kinds}
        broken = [self._any_word(words(), kind) for kind in KINDS if kind in kinds]
        return reduce(lambda a, b: a | b, [*own, *broken, *self._of_response(rows)], F.lit(False))

    def without(self, rows: DataFrame) -> DataFrame:
        """Records of others, where they name somebody erased without that, and without their text."""
        for one in (one for one in naming(self.table) if not one.own and one.column in rows.columns):
            names, left = self._names(one), self._left(one)
            rows = rows.withColumn("_names", names).withColumns(
                {
                    one.column: F.when(F.col("_names"), left).otherwise(F.col(one.column)),
                    "raw_payload": F.when(~F.col("_names"), F.col("raw_payload")),
                    "payload_form": F.when(F.col("_names"), "withheld").otherwise(F.col("payload_form")),
                }
            )
            rows = rows.drop("_names")
        return rows

    def _of_response(self, rows: DataFrame) -> list[Column]:
        of = RESPONSES.get(self.table)
        if of is None or not {*of.columns} <= {*rows.columns}:
            return []
        return [self.marks.has(RESPONSE, F.lit(self.source), of.id)]

    def _names(self, one: Naming) -> Column:
        if one.listed:
            found = F.exists(F.split(one.column, ","), partial(self._is_one, one))
            return F.coalesce(found, F.lit(False))
        return self._is_one(one, F.col(one.column))

    def _left(self, one: Naming) -> Column:
        if not one.listed:
            return F.lit(None).cast("string")
        ids = F.filter(F.split(one.column, ","), lambda id_: ~self._is_one(one, id_))
        return F.when(F.size(ids) > 0, F.array_join(ids, ","))

    def _is_one(self, one: Naming, id_: Column) -> Column:
        found = [
            self.marks.has(kind, F.lit(self.source), known_as(self.table, one.column, kind, self.namespace, id_))
            for kind in one.kinds
        ]
        return reduce(lambda a, b: a | b, found)

    def _any_word(self, said: Column, kind: Kind) -> Column:
        def is_one(word: Column) -> Column:
            return self.marks.has(kind, F.lit(self.source), word_as(self.namespace.of(kind), word))

        return F.col("parse_issue").isNotNull() & F.coalesce(F.exists(said, is_one), F.lit(False))


def sieve(store: Store, marks: Marks, source: str, table: Table) -> Sieve | None:
    """The sieve of a source for a table; None where its records name nobody."""
    if not naming(table) and table not in RESPONSES:
        return None
    known = namespaces(sources(store.settings.sources))
    return Sieve(marks, source, table, known.get(source, Namespaces("", "")))


def counted(rows: DataFrame, sifting: Sieve) -> dict[str, int]:
    """How many records of people who were erased the files hold, by file."""
    found = rows.where(sifting.is_erased(rows)).groupBy("source_file").count()
    return {row["source_file"]: row["count"] for row in found.collect()}


def kept(rows: DataFrame, sifting: Sieve) -> DataFrame:
    """The records that may enter."""
    return sifting.without(rows.where(~sifting.is_erased(rows)))
