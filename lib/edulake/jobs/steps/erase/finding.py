"""Which rows of which tables hold people, by what the contracts say, and what becomes of them."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake import silver
from edulake.bronze.naming import BESIDE, Namespaces, known_as, naming, words
from edulake.gold import PRODUCTS
from edulake.jobs.steps.erase.landing import words_of
from edulake.jobs.steps.erase.linked import LINKED, deletes_of
from edulake.jobs.steps.erase.people import is_one_of
from edulake.ops.tables import QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.bronze.naming import Naming
    from edulake.contract.table import Person as Kind
    from edulake.contract.table import Table
    from edulake.jobs.steps.erase.people import Person
    from edulake.store.store import Store

SAME_SOURCE = "t.source_system = s.source_system"
# A record that names somebody beside what it is about stays, without its text.
WITHOUT_TEXT = {"raw_payload": "NULL", "payload_form": "'withheld'"}
OF_RECORD = ("source_system", "source_file_sha256", "record_hash")
PRODUCT_TABLES = frozenset(product.table for product in PRODUCTS.values())
# Of a source that no settings describe any more.
UNKNOWN = Namespaces("", "")


class Going(NamedTuple):
    """Rows of a table, `t`, for which a row of `gone`, `s`, makes `on` true; they go, or become what `instead` says."""

    table: Table
    gone: DataFrame
    on: str
    instead: dict[str, str] | None = None


class Finding(NamedTuple):
    """How people are found in a warehouse."""

    store: Store
    people: Sequence[Person]
    spaces: Mapping[str, Namespaces]

    # --- bronze ---------------------------------------------------------------------------------

    def in_bronze(self, table: Table) -> Iterator[Going]:
        """What names them in raw columns, and what cannot be taken apart and has their ids as words.

        What hangs on it comes first: a run that was killed in between finds it again.
        """
        if table in LINKED:
            responses, pairs = LINKED[table]
            yield from self._linked(table, responses, pairs)
        if not table.people:
            return
        rows = self.store.read(table)
        broken = rows.where(F.col("parse_issue").isNotNull() & self._has_word()).select("source_system", "raw_payload")
        yield Going(table, broken.distinct(), f"{SAME_SOURCE} AND t.raw_payload = s.raw_payload")
        for one in naming(table):
            held = rows.where(self._names(table, one)).select("source_system", F.col(one.column).alias("raw"))
            on = f"{SAME_SOURCE} AND t.`{one.column}` = s.raw"
            if one.own:
                yield Going(table, held.distinct(), on)
            else:
                without = self._without(table, one) if one.listed else F.lit(None).cast("string")
                changed = rows.where(self._names(table, one)).select(
                    "source_system", F.col(one.column).alias("raw"), without.alias("without")
                )
                yield Going(table, changed.distinct(), on, {one.column: "s.without", **WITHOUT_TEXT})

    def deletes(self, table: Table) -> Iterator[Going]:
        """Of Ed-Fi's deletes those of their records: by the record's id, and by their own among the key's words."""
        source_of = deletes_of(table)
        if source_of is None:
            return
        rows = self.store.read(table)
        words = rows.where(self._has_word()).select("source_system", "raw_id")
        parts = [words]
        if self.store.exists(source_of):
            parts.append(self.records_of(source_of).select("source_system", "raw_id"))
        gone = reduce(lambda above, below: above.unionByName(below), parts).distinct()
        yield Going(table, gone, f"{SAME_SOURCE} AND t.raw_id = s.raw_id")

    def records_of(self, table: Table) -> DataFrame:
        """The records of a table of bronze that are theirs by what their columns say."""
        theirs = [self._names(table, one) for one in naming(table) if one.own]
        return self.store.read(table).where(reduce(lambda a, b: a | b, theirs))

    def refused(self, tables: Sequence[Table]) -> Iterator[Going]:
        """Records in quarantine that bronze holds as theirs; those of others that name them lose their text.

        These are known by the hash that their record in bronze has without it, as others of their file may be.
        """
        parts, others = [], []
        for table in tables:
            rows, own = self.store.read(table), [one for one in naming(table) if one.own]
            theirs = reduce(lambda a, b: a | b, [self._names(table, one) for one in own], F.lit(False))
            theirs = theirs | (F.col("parse_issue").isNotNull() & self._has_word())
            hashed = F.xxhash64("raw_payload", "payload_form").alias("record_hash")
            parts.append(rows.where(theirs).select("source_system", "source_file_sha256", hashed))
            beside = [self._names(table, one) for one in naming(table) if not one.own]
            if beside:
                named = rows.where(~theirs & reduce(lambda a, b: a | b, beside))
                others.append(named.select("source_system", "source_file_sha256", hashed))
        on = " AND ".join(f"t.{name} = s.{name}" for name in OF_RECORD)
        if parts:
            gone = reduce(lambda above, below: above.unionByName(below), parts).distinct()
            yield Going(QUARANTINE, gone, on)
        if others:
            changed = reduce(lambda above, below: above.unionByName(below), others).distinct()
            without = F.xxhash64(F.lit(None).cast("string"), F.lit("withheld")).alias("without")
            yield Going(QUARANTINE, changed.select("*", without), on, {**WITHOUT_TEXT, "record_hash": "s.without"})

    def counterparts(self, crosswalk: Table) -> DataFrame:
        """Of each row of a crosswalk that names one of them, the system and its id."""
        rows = self.store.read(crosswalk)
        [student] = [one for one in naming(crosswalk) if one.column == "raw_student_id"]
        theirs = rows.where(self._names(crosswalk, student))
        return theirs.select(F.trim("raw_source").alias("source"), F.trim("raw_id").alias("id")).distinct()

    # --- silver and gold ------------------------------------------------------------------------

    def in_table(self, table: Table) -> Iterator[Going]:
        """What is about them in silver or gold; what others' rows say of them is null from then on."""
        if table in LINKED:
            responses, pairs = LINKED[table]
            yield from self._linked(table, responses, pairs)
        mixes = table.layer == "gold" and table not in PRODUCT_TABLES
        of_source = "source_system" in table.column_names and not mixes
        people = self.people if of_source else self._altogether(table)
        source = F.col("source_system") if of_source else F.lit(None).cast("string")
        named = ["source_system"] if of_source else []
        for column, kind in table.people.items():
            gone = self.store.read(table).where(is_one_of(people, [kind], source, F.col(column)))
            on = " AND ".join(f"t.`{name}` = s.`{name}`" for name in (*named, column))
            instead = {column: "NULL"} if column in BESIDE else None
            yield Going(table, gone.select(*named, column).distinct(), on, instead)

    # --- what they are found by -----------------------------------------------------------------

    def _altogether(self, table: Table) -> list[Person]:
        """The people in a table that mixes sources: a product is computed without one source's records, a list goes."""
        is_computed = table in PRODUCT_TABLES
        return [one._replace(source=None) for one in self.people if one.source is None or not is_computed]

    def _linked(self, table: Table, responses: Table, pairs: Mapping[str, str]) -> Iterator[Going]:
        """Answers within responses of theirs."""
        if not self.store.exists(responses):
            return
        if responses in silver.TABLES:
            theirs = [
                is_one_of(self.people, [kind], F.col("source_system"), F.col(column))
                for column, kind in responses.people.items()
                if column not in BESIDE
            ]
            rows = self.store.read(responses).where(reduce(lambda a, b: a | b, theirs))
        else:
            rows = self.records_of(responses)
        gone = rows.select("source_system", *pairs.values()).distinct()
        same = [f"t.`{mine}` <=> s.`{theirs}`" for mine, theirs in pairs.items()]
        yield Going(table, gone, " AND ".join([SAME_SOURCE, *same]))

    def _names(self, table: Table, one: Naming) -> Column:
        """Whether a raw column names one of them."""
        if one.listed:
            return F.exists(F.split(one.column, ","), lambda id_: self._is_one(table, one, id_))
        return self._is_one(table, one, F.col(one.column))

    def _without(self, table: Table, one: Naming) -> Column:
        """A list without them; null where nobody is left."""
        ids = F.filter(F.split(one.column, ","), lambda id_: ~self._is_one(table, one, id_))
        return F.when(F.size(ids) > 0, F.array_join(ids, ","))

    def _is_one(self, table: Table, one: Naming, id_: Column) -> Column:
        found = F.lit(False)
        for kind in one.kinds:
            for source, known in self._known(table, one.column, kind, id_):
                found = found | (source & is_one_of(self.people, [kind], F.col("source_system"), known))
        return F.coalesce(found, F.lit(False))

    def _known(self, table: Table, column: str, kind: Kind, id_: Column) -> Iterator[tuple[Column, Column]]:
        """For rows of each source, and for those of sources that no settings describe, the id that silver has."""
        of = F.col("source_system")
        yield ~of.isin(list(self.spaces)), known_as(table, column, kind, UNKNOWN, id_)
        for name, namespace in self.spaces.items():
            yield of == name, known_as(table, column, kind, namespace, id_)

    def _has_word(self) -> Column:
        """Whether the record as delivered has an id of theirs as a word."""
        ids = F.array(*map(F.lit, sorted(words_of(self.people, self.spaces))))
        return F.coalesce(F.arrays_overlap(words(), ids), F.lit(False))


def holds(table: Table, kinds: set[Kind]) -> bool:
    """Whether rows of a table may hold people of these kinds, or their ids among what they delivered."""
    if table == QUARANTINE or table in LINKED:
        return True
    if table.layer == "bronze":
        base = deletes_of(table) or table
        return bool({kind for one in naming(base) for kind in one.kinds} & kinds)
    return bool(set(table.people.values()) & kinds)
