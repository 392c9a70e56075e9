"""How an Ed-Fi ODS/API writes down what it holds: ids, descriptors, references with links, a line for each object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

ED_FI, OWN = "uri://ed-fi.org", "uri://district.example"
# Of so many lines a second one follows: a page that was asked for twice.
TWICE = 5  # per mille
CHANGES_OF_A_DAY = 1_000_000
FIRST_CHANGE = "2020-01-01"
# What a row says of itself, beside the columns of which its object is made.
MARKS = {"version": "int", "delivery": "string", "gone_on": "string", "fault": "string"}


class Resource(NamedTuple):
    """The objects of a resource, a row for each version of one.

    `rows` say in `told_on` when the version was written, and may say in `delivery` that a later one holds it, in
    `version` which it is (from 0), in `gone_on` when the object was deleted, in `fault` what is wrong with it.
    `key` is the natural key by name, `says` what stands in the object, and `named` the resource by whose name ids are
    made, where that is another one.
    """

    rows: DataFrame
    key: Mapping[str, Column]
    says: Mapping[str, Column]
    named: str = ""


def guid(resource: str, key: Mapping[str, Column]) -> Column:
    """32 hexadecimal digits for each natural key, whichever order its parts are in."""
    return F.md5(F.concat_ws("|", F.lit(resource), *[key[name].cast("string") for name in sorted(key)]))


def code(of: str, value: Column | str, namespace: str = ED_FI) -> Column:
    """A descriptor; null for a null value."""
    text = F.lit(value) if isinstance(value, str) else value
    return F.concat(F.lit(f"{namespace}/{of}Descriptor#"), text)


def coded(of: str, value: Column | str, namespace: str = ED_FI) -> Column:
    """An item of a collection that holds a descriptor and nothing else."""
    return F.struct(code(of, value, namespace).alias(f"{of[0].lower()}{of[1:]}Descriptor"))


def to(rel: str, resource: str, key: Mapping[str, Column], named: str = "") -> Column:
    """A reference to the object of a resource that has this natural key, with a link to it."""
    href = F.concat(F.lit(f"/ed-fi/{resource}/"), guid(named or resource, key))
    link = F.struct(F.lit(rel).alias("rel"), href.alias("href")).alias("link")
    return F.struct(*[value.alias(name) for name, value in key.items()], link)


def nothing() -> Column:
    """A collection without items."""
    return F.array().cast("array<string>")


def lines(resource: Resource, name: str, seed: int) -> DataFrame:
    """Each line that is delivered: its `delivery`, `line`, `id`, `is_delete`, `is_again`, `is_standing` and `fault`.

    The opening delivery holds what was told by its day and is not gone, each night what was told or deleted on it. A
    second line for the same version `is_again`; an object `is_standing` in the line of its first version unless a
    delivery deletes it.
    """
    last, opening = deliveries()[-1].isoformat(), OPENING.isoformat()
    marks = {
        mark: F.col(mark) if mark in resource.rows.columns else F.lit(None).cast(type_) for mark, type_ in MARKS.items()
    }
    told, gone = F.col("told_on"), marks["gone_on"]
    by_day = F.when(told <= opening, opening).otherwise(told)
    made = guid(resource.named or name, resource.key)
    marked = resource.rows.withColumns({**marks, "id": made}).withColumns(
        {
            "version": F.coalesce("version", F.lit(0)),
            "delivery": F.coalesce("delivery", by_day),
            "gone_on": F.when(gone <= last, gone),
            "id_number": F.xxhash64(made),
        }
    )
    known = (told <= last) & (gone.isNull() | ((gone > opening) & (gone > told)))
    is_again = Draws(seed, ("id_number",)).happens("a page twice", TWICE)
    is_gone = F.col("gone_on").isNotNull() & (F.col("version") == 0)
    line, delivery = _line(resource), F.col("delivery")
    each = F.array(
        _written(F.lit(True), delivery, line, is_again=False, is_delete=False),
        _written(is_again, delivery, line, is_again=True, is_delete=False),
        _written(is_gone, F.col("gone_on"), _delete(resource), is_again=False, is_delete=True),
    )
    is_first = (F.col("version") == 0) & F.col("gone_on").isNull()
    written = marked.where(known).select(
        "id", "fault", "version", is_first.alias("is_first"), F.inline(F.filter(each, lambda one: one["is_there"]))
    )
    is_standing = F.col("is_first") & ~F.col("is_again") & ~F.col("is_delete")
    return written.select(
        "id", "fault", "version", "delivery", "line", "is_again", "is_delete", is_standing.alias("is_standing")
    )


def _line(resource: Resource) -> Column:
    """The object as JSON, without the members that are null; every third moment has a fraction."""
    fraction = F.when(F.pmod("id_number", F.lit(3)) == 0, ".123456").otherwise("")
    changed = F.concat("told_on", F.lit("T16:00:00"), fraction, F.lit("Z"))
    etag = F.pmod(F.xxhash64("id", "told_on"), F.lit(2**62)).cast("string")
    said = [value.alias(name) for name, value in resource.says.items()]
    return F.to_json(F.struct(F.col("id"), *said, etag.alias("_etag"), changed.alias("_lastModifiedDate")))


def _delete(resource: Resource) -> Column:
    day = F.datediff(F.col("gone_on").cast("date"), F.lit(FIRST_CHANGE).cast("date")).cast("bigint")
    change = day * CHANGES_OF_A_DAY + F.pmod("id_number", F.lit(CHANGES_OF_A_DAY))
    key = F.struct(*[value.alias(name) for name, value in resource.key.items()])
    return F.to_json(F.struct(F.col("id"), change.alias("changeVersion"), key.alias("keyValues")))


def _written(there: Column, delivery: Column, line: Column, *, is_again: bool, is_delete: bool) -> Column:
    return F.struct(
        there.alias("is_there"),
        delivery.alias("delivery"),
        F.when(there, line).alias("line"),
        F.lit(is_again).alias("is_again"),
        F.lit(is_delete).alias("is_delete"),
    )
