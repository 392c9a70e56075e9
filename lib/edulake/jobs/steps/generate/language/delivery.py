"""The files of the language app: a folder for each export, in it one or more for each table, and the truth beside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.errors import ConfigError, UnreadableError, of_system
from edulake.jobs.steps.generate.district.delivery import must_be_generated, replace_deliveries
from edulake.jobs.steps.generate.language import truth
from edulake.jobs.steps.generate.language.calendar import LAST_EXPORT, deliveries
from edulake.jobs.steps.generate.language.learners import files
from edulake.jobs.steps.generate.language.plan import facts, tables
from edulake.jobs.steps.generate.language.world import World

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SYSTEM = "babblr"
TRUTH_FILE, TRUTH_FOLDER = "language_truth.json", "language_truth"
FACTS = "facts"


def generate_language(
    spark: SparkSession, out: str, learners: int, seed: int, *, planted: bool = True
) -> dict[str, Any]:
    """Write the exports of a language app into the folder `out`, and return the truth about them.

    What is written depends on the arguments alone. Without what is `planted` the files have the same shapes, and there
    is nothing to be found in them. ConfigError for fewer than one learner, and for a folder of exports that nobody
    generated; UnreadableError where `out` cannot be written. The exports come when they are complete, the truth last.
    """
    if learners < 1:
        raise ConfigError("nothing to generate", "learners start at 1", "see --help")
    landing = Path(out).absolute()
    scratch = landing / ".generating"
    must_be_generated(landing, SYSTEM, TRUTH_FILE)
    world = World(learners, seed, planted)
    try:
        scratch.mkdir(parents=True, exist_ok=True)

        def keep(rows: DataFrame, name: str) -> DataFrame:
            kept = str(scratch / FACTS / name)
            rows.write.mode("overwrite").parquet(kept)
            return spark.read.schema(rows.schema).parquet(kept)

        known = facts(spark, world, keep)
        for name, rows in tables(spark, world, known).items():
            _write(rows, scratch, name, files(learners))
        for name, rows in truth.frames(known, world).items():
            _write_truth(rows, scratch, name)
        told = {"arguments": _arguments(learners, seed, planted), **truth.of(known, world)}
        (landing / TRUTH_FILE).unlink(missing_ok=True)
        shutil.rmtree(landing / TRUTH_FOLDER, ignore_errors=True)
        (scratch / TRUTH_FOLDER).rename(landing / TRUTH_FOLDER)
        replace_deliveries(landing, scratch, SYSTEM, TRUTH_FILE, told)
    except OSError as error:
        raise UnreadableError(f"cannot write to {out}", of_system(error), "choose another folder") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return told


def is_language(out: Path, learners: int, seed: int, *, planted: bool = True) -> bool:
    """Whether the exports of these learners lie in `out`, whole."""
    try:
        told = json.loads((out / TRUTH_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return told.get("arguments") == _arguments(learners, seed, planted)


def _arguments(learners: int, seed: int, planted: bool) -> dict[str, object]:
    return {"learners": learners, "seed": seed, "planted": planted}


def _write(rows: DataFrame, scratch: Path, name: str, number: int) -> None:
    """Files of a table in the folder of each export, in `scratch`, by the first two columns after it."""
    target = scratch / "tables" / name
    first, second = [column for column in rows.columns if column != "export"][:2]
    held = rows.where(F.col("export") <= LAST_EXPORT)
    ordered = held.repartition(number, first).sortWithinPartitions("export", first, second)
    ordered.write.mode("overwrite").partitionBy("export").parquet(str(target))
    for folder in sorted(target.glob("export=*")):
        export = deliveries()[int(folder.name.partition("=")[2])]
        own = scratch / SYSTEM / export.isoformat()
        own.mkdir(parents=True, exist_ok=True)
        for part, path in enumerate(sorted(folder.glob("part-*"))):
            path.rename(own / f"{name}-{part:05d}.parquet")


def _write_truth(rows: DataFrame, scratch: Path, name: str) -> None:
    target = scratch / "truths" / name
    one = rows.repartition(1).sortWithinPartitions(*rows.columns[:3])
    one.write.mode("overwrite").option("header", True).option("compression", "none").csv(str(target))
    [part] = target.glob("part-*")
    (scratch / TRUTH_FOLDER).mkdir(exist_ok=True)
    part.rename(scratch / TRUTH_FOLDER / f"{name}.csv")
