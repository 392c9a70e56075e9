"""Clicks in the virtual learning environment, summed by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oulad.calendar import DATED, PRESENTATION, WHOLE, completed, day_after, spring_year, with_start
from edulake.bronze.oulad.tables import VLE_RAW
from edulake.silver.learning import engagement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table


def clicks(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Clicks summed per student, site and day within a file, with the kind of site and dates on the calendar.

    Rows have no key and repeat, so a file is the unit: it is summed as a whole, never added to another. What
    cannot be summed, or waits for its presentation, stays as it was delivered.
    """
    sites = current[VLE_RAW].select(
        F.trim("raw_id_site").alias("_site"),
        F.trim("raw_activity_type").alias("_activity"),
        F.col("is_new").alias("_site_is_new"),
    )
    presentation = [F.trim(name) for name in PRESENTATION]
    summed = _summed(with_start(facts, current, *presentation), [*facts.columns, *DATED])
    joined = summed.join(F.broadcast(sites), F.trim("raw_id_site") == F.col("_site"), "left")
    mapped = {
        "raw_student_id": F.col("raw_id_student"),
        "raw_course_id": F.col("raw_code_module"),
        "raw_activity": F.col("_activity"),
        "raw_resource_id": F.col("raw_id_site"),
        "raw_engaged_at": day_after(F.col("_start"), F.col("raw_date")),
        "raw_events": F.col("raw_sum_click"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "revisit": F.col("revisit") | F.coalesce("_site_is_new", F.lit(False)),
    }
    return completed(joined, mapped, engagement.FORM)


def _summed(dated: DataFrame, columns: Sequence[str]) -> DataFrame:
    """One row for all that tell of the same student, site and day in a file; `records` says how many they were.

    What a file's readable rows share, where they come from above all, is joined to the sums: it would be hashed and
    carried along with each row. To find it no row is judged, so that its values are not read.
    """
    key = [*PRESENTATION, "raw_id_student", "raw_id_site", "raw_date"]
    sound = F.col("parse_issue").isNull() & F.trim("raw_sum_click").rlike(r"\A[0-9]{1,9}\z")
    sound = sound & F.trim("raw_date").rlike(WHOLE) & F.col("_start").isNotNull()
    for name in key:
        sound = sound & (F.trim(name) != "")
    marked = dated.withColumn("sound", F.coalesce(sound, F.lit(False)))
    # One content may be the snapshot of two days.
    file = ["source_file_sha256", "delivered_at", "batch_number"]
    # Only numbers are aggregated: with a text among them Spark would sort all rows, not hash them.
    sums = marked.where("sound").groupBy(*file, *DATED, *[F.trim(name).alias(name) for name in key])
    totals = sums.agg(
        F.sum(F.trim("raw_sum_click").cast("bigint")).alias("clicks"), F.count(F.lit(1)).cast("int").alias("records")
    )
    apart = {*key, *file, *DATED, "raw_sum_click", "raw_payload", "records"}
    of_file = [name for name in columns if name not in apart]
    files = F.broadcast(dated.where("parse_issue IS NULL").select(*file, *of_file).distinct())
    summed = totals.join(files, on=file).withColumns(
        {"raw_sum_click": F.col("clicks").cast("string"), "raw_payload": F.lit(None).cast("string")}
    )
    return summed.select(*columns).unionByName(marked.where("NOT sound").select(*columns))
