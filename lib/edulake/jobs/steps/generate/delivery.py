"""The files of a delivery: a folder per system, and the truth and any planted abilities beside them."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.errors import ConfigError, UnreadableError, of_system
from edulake.jobs.steps.generate import fates, forms, plan, texts, values
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.truth import SystemTruth, Truth, measures, system_truth

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FIRST_DELIVERY = dt.date(2025, 1, 1)
TRUTH_FILE = "truth.json"
ABILITY_FILE = "ability.csv"


def generate(
    spark: SparkSession,
    out: str,
    students: int,
    seed: int,
    ability: bool = False,
    students_from: int = 0,
    delivery: dt.date = FIRST_DELIVERY,
    files: int | None = None,
) -> Truth:
    """Writes one delivery of each system into the folder `out`, on a disk that driver and workers share.

    The bytes depend on the arguments alone. A student's records depend on the seed, `ability` and the
    student's number alone, so deliveries of disjoint ranges (`students_from` + 1 to `students_from` +
    `students`) hold what one of both would, each with records without a student of its own. Files of the
    same delivery are replaced. truth.json is removed first and written last: where it is, the delivery is
    complete. ConfigError for numbers that make no sense, UnreadableError where `out` cannot be written.
    """
    if students < 1 or students_from < 0 or (files is not None and files < 1):
        raise ConfigError("nothing to generate", "students and files start at 1, students_from at 0", "see --help")
    files = min(files or plan.file_count(students), students)
    arguments = _arguments(students, seed, ability, students_from, delivery, files)
    landing = _Landing(Path(out).absolute(), delivery)
    try:
        landing.clear()
        by_student = Draws(seed, ("student",))
        slots = values.with_ability(plan.slots(spark, students, students_from, files), by_student)
        truth = Truth(arguments, _write_systems(landing, slots, by_student, ability))
        if ability:
            landing.write_abilities(_abilities(spark, students, students_from, by_student))
        landing.write_truth(truth)
    except OSError as error:
        raise UnreadableError(f"cannot write to {out}", of_system(error), "choose another folder") from None
    finally:
        shutil.rmtree(landing.scratch, ignore_errors=True)
    return truth


def is_generated(out: Path, students: int, seed: int, *, ability: bool) -> bool:
    """Whether the first delivery of these students lies in `out`, whole."""
    files = min(plan.file_count(students), students)
    try:
        truth = json.loads((out / TRUTH_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return truth.get("arguments") == _arguments(students, seed, ability, 0, FIRST_DELIVERY, files)


def _arguments(
    students: int, seed: int, ability: bool, students_from: int, delivery: dt.date, files: int
) -> dict[str, object]:
    chosen = {"students": students, "seed": seed, "ability": ability, "students_from": students_from}
    return {**chosen, "delivery": delivery.isoformat(), "files": files}


def _write_systems(landing: _Landing, slots: DataFrame, by_student: Draws, ability: bool) -> dict[str, SystemTruth]:
    draws = Draws(by_student.seed, ("student", "number"))
    records = fates.with_fate(values.with_values(plan.records(slots, by_student, draws), draws, ability))
    students = _accepted_students(records)
    truths = {}
    for number, system in enumerate(forms.systems()):
        observation = Observation(f"truth of {system.name}")
        own = plan.in_file_order(records.where(F.col("system") == number), draws)
        written = texts.with_texts(own, draws, system.id_prefix, system.decimal_mark, system.day_form)
        observed = written.observe(observation, *measures(system.has_comments))
        files = landing.write_lines(forms.lines(observed, system), system)
        truths[system.name] = system_truth(observation.get, files, students.get(number, 0))
    return truths


def _accepted_students(records: DataFrame) -> dict[int, int]:
    """Students with an accepted record, by system; observe cannot count distinct values.

    A filter on `fate` would be pushed below the columns it is made of, and planned for half a minute.
    """
    accepted = F.max((F.col("fate") == fates.ACCEPTED).cast("int")).alias("accepted")
    each = records.groupBy("system", "student").agg(accepted)
    totals = each.groupBy("system").agg(F.sum("accepted").alias("students"))
    return {row["system"]: row["students"] for row in totals.collect()}


def _abilities(spark: SparkSession, students: int, students_from: int, by_student: Draws) -> DataFrame:
    numbers = spark.range(students_from + 1, students_from + students + 1, 1, 1).withColumnRenamed("id", "student")
    points = {name: texts.decimal_text(F.col(name), F.lit(2), ".").alias(name) for name in ("ability", "trend")}
    return values.with_ability(numbers, by_student).select(
        texts.student_id(F.col("student")).alias("student_id"),
        points["ability"].alias("mean"),
        points["trend"],
    )


@dataclass(frozen=True)
class _Landing:
    """The folder `out`: Spark writes into `scratch`, whole files are renamed to where they belong."""

    out: Path
    delivery: dt.date

    @property
    def scratch(self) -> Path:
        return self.out / ".generating"

    def clear(self) -> None:
        self.scratch.mkdir(parents=True, exist_ok=True)
        for name in (TRUTH_FILE, ABILITY_FILE):
            (self.out / name).unlink(missing_ok=True)

    def write_lines(self, lines: DataFrame, system: forms.System) -> int:
        """Number of files; a partition without a line leaves none."""
        folder = self.out / system.name / self.delivery.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"part-*.{system.suffix}"):
            old.unlink()
        target = self.scratch / system.name
        lines.write.mode("overwrite").option("compression", "none").text(str(target))
        return self._publish(target, folder, system.suffix)

    def write_abilities(self, abilities: DataFrame) -> None:
        target = self.scratch / ABILITY_FILE
        abilities.write.mode("overwrite").option("compression", "none").option("header", True).csv(str(target))
        (part,) = target.glob("part-*")
        part.rename(self.out / ABILITY_FILE)

    def write_truth(self, truth: Truth) -> None:
        whole = self.scratch / TRUTH_FILE
        whole.write_text(truth.to_json(), "utf-8")
        whole.rename(self.out / TRUTH_FILE)

    @staticmethod
    def _publish(written: Path, folder: Path, suffix: str) -> int:
        parts = sorted(part for part in written.glob("part-*") if part.stat().st_size)
        for number, part in enumerate(parts):
            part.rename(folder / f"part-{number:05d}.{suffix}")
        return len(parts)
