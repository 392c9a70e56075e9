"""What becomes of each candidate: accepted, quarantined, duplicate, stale or out of scope.

Exactly one, decided before any write.

The winner of a key is its greatest version: the source's update time, else the time of the delivery; then the
file's modification time, then the place in a topic, then the record. Batch numbers and load times never decide, so
neither the order nor the split of deliveries can matter; nor does a file's name, but between records that are alike to
the letter.

Rows of sources with snapshots are decided in statements.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.raw import IN_TOPIC
from edulake.contract.rule import OUT_OF_SCOPE, TAKEN_BACK

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

ORDER = ("version_at", "source_file_modified_at", "record_hash", "source_file")
HELD = (
    "batch_id",
    "source_updated_at",
    "delivered_at",
    "source_file",
    "source_file_modified_at",
    "record_hash",
    "content_hash",
    "known_at",
    "first_known_at",
)


def decide(
    cleaned: DataFrame, table: Table, held: DataFrame | None, row_id: str, person: str | None = None
) -> DataFrame:
    """Cleaned rows with their `fate`, and what the writes need: `ordinal`, `first_known_at`, `to_merge`.

    What a record says was known at `first_told_at`, and the row as it is now at `known_at`: other records may have told
    of its end since.

    `held` are rows of `table`, at least those that share a key with the candidates (None: it is empty), `row_id` is
    the part of the key that the source gives. `to_merge` marks at most one row a key; `gone` those of them whose row
    goes, as the record that made it is taken back, and `held_run` the run that wrote that. Where a column `person` is
    named, `shared` marks keys of which the candidates are about several.
    """
    ranked = _ranked(cleaned, row_id, person)
    if held is None:
        nothing = {f"held_{name}": F.lit(None).cast(_type(table, name)) for name in HELD}
        known = ranked.withColumns(nothing)
    else:
        columns = [F.col(name).alias(f"held_{name}") for name in HELD]
        keys = [F.col("source_system").alias("_held_source"), F.col(row_id).alias("_held_id")]
        same = (F.col("source_system") == F.col("_held_source")) & (F.col("_fate_key") == F.col("_held_id"))
        known = ranked.join(held.select(*keys, *columns), same & (~F.col("_refused") | F.col("_taken_back")), "left")
    known = known.withColumns({"fate": _fate(), "gone": _gone(), "held_run": F.col("held_batch_id")})
    return known.withColumns(
        {"to_merge": _to_merge() | F.col("gone"), "exact": F.col("gone"), "of_record": ~F.col("gone")}
    )


def _ranked(cleaned: DataFrame, row_id: str, person: str | None) -> DataFrame:
    """Positions within the key, from one shuffle and one sort: refused records are numbered by the same window."""
    refused = F.size("reason_codes") > 0
    taken_back = is_taken_back() & F.col(row_id).isNotNull()
    payload = F.concat_ws(
        "|", F.lit("refused"), "source_file_sha256", F.sha2(F.coalesce("raw_payload", F.lit("")), 256)
    )
    version_at = F.coalesce("source_updated_at", "delivered_at")
    # All in one step: every further one copies whole rows.
    prepared = cleaned.withColumns(
        {
            "_refused": refused,
            "_taken_back": taken_back,
            "_fate_key": F.when(refused & ~taken_back, payload).otherwise(F.col(row_id)),
            "version_at": version_at,
            "_content": F.when(~refused, F.col("content_hash")),
            "_version": F.when(~taken_back, F.struct(*in_order(version_at), "content_hash")),
            # The payload is needed of refused rows only, and must not travel through the shuffle for the others.
            "raw_payload": F.when(refused, F.col("raw_payload")),
        }
    )
    # The key comes first: a sort compares the first eight bytes, and only of equals the rest.
    key = Window.partitionBy("_fate_key", "source_system").orderBy("_content", F.desc("_version"), *ORDER)
    everything = key.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    return prepared.withColumns(
        {
            "_position": F.row_number().over(key),
            "_content_before": F.lag("_content").over(key),
            "_before": F.lag(F.struct("_taken_back", *ORDER)).over(key),
            "_newest": F.max("_version").over(everything),
            "first_known_at": F.min("first_told_at").over(everything),
            **({"shared": F.lag(person).over(key) != F.col(person)} if person else {}),
        }
    ).withColumnRenamed("_position", "ordinal")


def _fate() -> Column:
    same_as_held = F.coalesce(F.col("held_content_hash") == F.col("content_hash"), F.lit(False))
    return (
        F.when(F.col("_refused"), refused_fate())
        .when(_repeats() | same_as_held, "duplicate")
        .when(_is_newest() & _supersedes(), "accepted")
        .otherwise("stale")
    )


def is_aside() -> Column:
    """Whether a record is none of the subject's concern: it says nothing of a row of the table."""
    return F.arrays_overlap("reason_codes", F.array(*map(F.lit, OUT_OF_SCOPE)))


def is_taken_back() -> Column:
    """Whether nothing is wrong with a record but that its source took it back."""
    return (F.size("reason_codes") == 1) & (_reason() == TAKEN_BACK)


def refused_fate() -> Column:
    """Of a record with reasons: quarantined, unless nothing is wrong with it but whom it is about."""
    aside = (F.size("reason_codes") == 1) & _reason().isin(*OUT_OF_SCOPE)
    return F.when(aside, "out_of_scope").otherwise("quarantined")


def _reason() -> Column:
    """The first reason; null where there is none: compiled code asks of rows for which it is not wanted as well."""
    return F.get("reason_codes", F.lit(0))


def _to_merge() -> Column:
    """The key's newest candidate, where the table must learn its content, its place in time, or an earlier notice."""
    earlier = F.coalesce(F.col("first_known_at") < F.col("held_first_known_at"), F.lit(False))
    return ~F.col("_refused") & _is_newest() & ~_repeats() & (_supersedes() | earlier)


def _gone() -> Column:
    """Whether the row held is what a record made that is taken back, and no other record says what it is now.

    Of records alike to the letter the first one.
    """
    ours, theirs = F.struct(*in_order(F.col("version_at"))), _held_order()
    is_twin = F.coalesce(F.col("_before") == F.struct("_taken_back", *ORDER), F.lit(False))
    is_gone = F.col("_taken_back") & F.col("_newest").isNull() & F.coalesce(ours == theirs, F.lit(False))
    return is_gone & ~is_twin


def _repeats() -> Column:
    return F.coalesce(F.col("_content_before") == F.col("_content"), F.lit(False))


def _is_newest() -> Column:
    return F.col("_version") == F.col("_newest")


def _supersedes() -> Column:
    """Whether the candidate's version comes after the one held; so does the same record that reads differently.

    It does as well where what is told of it became known at another time.

    An equal content that is told later counts as well: its time keeps out older versions that are still to come.
    """
    ours, theirs = F.struct(*in_order(F.col("version_at"))), _held_order()
    differs = (F.col("held_content_hash") != F.col("content_hash")) | (F.col("held_known_at") != F.col("known_at"))
    return F.col("held_content_hash").isNull() | (ours > theirs) | ((ours == theirs) & differs)


def _held_order() -> Column:
    return F.struct(*in_order(F.coalesce("held_source_updated_at", "held_delivered_at"), "held_"))


def in_order(version_at: Column, prefix: str = "") -> list[Column]:
    """What decides which of two records is the later one, by columns that may have a prefix."""
    modified_at, record, file = (F.col(f"{prefix}{name}").alias(name) for name in ORDER[1:])
    return [
        version_at.alias("version_at"),
        modified_at,
        in_topic(f"{prefix}source_file").alias("in_topic"),
        record,
        file,
    ]


def in_topic(file: str) -> Column:
    """Where in a topic a record stands, in the order of its offsets; empty for one of a file."""
    return F.when(F.col(file).startswith(IN_TOPIC), F.col(file)).otherwise("")


def _type(table: Table, name: str) -> str:
    return next(column.type for column in table.columns if column.name == name)
