"""The files of the district: a folder a night, in it a file or more for each table, and the truth beside.

Of people and of what lasts each delivery tells all that is known by then; of what happens on a day, the opening
delivery all up to its day, and each night what was told on it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.errors import ConfigError, UnreadableError, of_system
from edulake.jobs.steps.generate.district import truth, truths
from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries, school_years
from edulake.jobs.steps.generate.district.people import in_years, people, stays
from edulake.jobs.steps.generate.district.plan import HAPPENS, LASTS, whole_plan_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyspark.sql import DataFrame, SparkSession

SYSTEM = "district"
TRUTH_FILE = "district_truth.json"
MOST_YEARS = 10
STUDENTS_PER_FILE = 100_000


def generate_district(
    spark: SparkSession, out: str, students: int, seed: int, years: int, only: Collection[str] = ()
) -> dict[str, Any]:
    """Write the deliveries of a district into the folder `out`, and return the truth about them.

    All that it tells, or `only` some of its tables; the truth then lacks what needs one that is not written. The bytes
    depend on the arguments alone. ConfigError for numbers that make no sense, for tables that it does not have, and for
    a folder of deliveries that nobody generated; UnreadableError where `out` cannot be written. The deliveries come
    when they are complete, the truth last: where it is, they may be replaced. A run that is stopped before leaves what
    there was.
    """
    unknown = sorted({*only} - {*LASTS, *HAPPENS})
    if unknown:
        known = ", ".join((*LASTS, *HAPPENS))
        raise ConfigError("no such table in a district", ", ".join(unknown), f"choose among {known}")
    if students < 1 or not 1 <= years <= MOST_YEARS:
        raise ConfigError("nothing to generate", f"students start at 1, years are 1 to {MOST_YEARS}", "see --help")
    landing = Path(out).absolute()
    scratch = landing / ".generating"
    must_be_generated(landing, SYSTEM, TRUTH_FILE)
    try:
        for day in deliveries():
            (scratch / SYSTEM / day.isoformat()).mkdir(parents=True, exist_ok=True)
        calendar = school_years(years)
        of = people(spark, students, seed, years)
        of_years = in_years(of, calendar)
        every_stay = stays(of_years)
        plan = whole_plan_of(spark, students, seed, calendar, of, of_years, every_stay)
        if only:
            plan = plan.only(only)
        files = max(1, students // STUDENTS_PER_FILE)
        for name, rows in {**_by_delivery(plan.lasts), **plan.happens}.items():
            _write(_delivered(rows), scratch, name, files)
        counted = {**truth.of(every_stay, plan, calendar), **truths.of_offices(plan)}
        told = {"arguments": _arguments(students, seed, years, only), **counted}
        replace_deliveries(landing, scratch, SYSTEM, TRUTH_FILE, told)
    except OSError as error:
        raise UnreadableError(f"cannot write to {out}", of_system(error), "choose another folder") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return told


def is_district(out: Path, students: int, seed: int, years: int, only: Collection[str] = ()) -> bool:
    """Whether the deliveries of this district lie in `out`, whole, or only these tables of it."""
    try:
        told = json.loads((out / TRUTH_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return told.get("arguments") == _arguments(students, seed, years, only)


def must_be_generated(landing: Path, system: str, truth_file: str) -> None:
    """Deliveries that nobody generated are not replaced."""
    own = landing / system
    if own.is_dir() and any(own.iterdir()) and not (landing / truth_file).exists():
        why = f"there is no {truth_file} beside them: a real district's, or a run that was stopped"
        raise ConfigError(f"{own} holds deliveries", why, "choose another folder, or remove it yourself")


def replace_deliveries(landing: Path, scratch: Path, system: str, truth_file: str, told: dict[str, Any]) -> None:
    """Put deliveries that are complete in `scratch` in the place of what there was, the truth last."""
    written = scratch / truth_file
    written.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    (landing / truth_file).unlink(missing_ok=True)
    shutil.rmtree(landing / system, ignore_errors=True)
    (scratch / system).rename(landing / system)
    written.rename(landing / truth_file)


def _arguments(students: int, seed: int, years: int, only: Collection[str]) -> dict[str, Any]:
    arguments: dict[str, Any] = {"students": students, "seed": seed, "years": years}
    return {**arguments, "only": sorted({*only})} if only else arguments


def _by_delivery(lasts: dict[str, DataFrame]) -> dict[str, DataFrame]:
    """What lasts, once for each delivery by which it is known and not gone."""
    days = F.explode(F.array(*[F.lit(day.isoformat()) for day in deliveries()])).alias("delivery")
    told = {}
    for name, rows in lasts.items():
        each = rows.select("*", days)
        if "told_on" in rows.columns:
            each = each.where(F.col("told_on") <= F.col("delivery"))
        if "gone_after" in rows.columns:
            each = each.where(F.col("gone_after") >= F.col("delivery"))
        if "ends" in rows.columns:
            ended = F.col("ends") <= F.col("delivery")
            each = each.withColumns(
                {"exit_date": F.when(ended, F.col("ends")), "exit_type": F.when(ended, F.col("exit_type"))}
            )
        told[name] = each
    return told


def _delivered(rows: DataFrame) -> DataFrame:
    """Rows with the `delivery` that holds them: of what happens, the first one on or after the day it was told."""
    if "delivery" not in rows.columns:
        told, opening = F.col("told_on"), OPENING.isoformat()
        last = deliveries()[-1].isoformat()
        rows = rows.where(told <= last).withColumn("delivery", F.when(told <= opening, opening).otherwise(told))
    return rows.drop("told_on", "gone_after", "ends", "is_again", "is_aside")


def _write(rows: DataFrame, scratch: Path, name: str, files: int) -> None:
    """Files of a table in the folder of each delivery, in `scratch`."""
    target = scratch / "tables" / name
    written = rows.coalesce(files).write.mode("overwrite").option("header", True).option("compression", "none")
    written.partitionBy("delivery").csv(str(target))
    for folder in sorted(target.glob("delivery=*")):
        night = scratch / SYSTEM / folder.name.partition("=")[2]
        for number, part in enumerate(sorted(folder.glob("part-*"))):
            part.rename(night / f"{name}-{number:05d}.csv")
