"""The files: a folder a night, in it one for each resource that changed, and `deletes` of those that lost objects."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import Observation

from edulake.errors import ConfigError, UnreadableError, of_system
from edulake.jobs.steps.generate.district.delivery import (
    MOST_YEARS,
    STUDENTS_PER_FILE,
    must_be_generated,
    replace_deliveries,
)
from edulake.jobs.steps.generate.edfi import truth
from edulake.jobs.steps.generate.edfi.facts import facts
from edulake.jobs.steps.generate.edfi.forms import lines
from edulake.jobs.steps.generate.edfi.plan import STANDARDS, resources

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SYSTEM = "edfi"
TRUTH_FILE = "edfi_truth.json"
DELETES = "deletes"


def generate_edfi(
    spark: SparkSession, out: str, students: int, seed: int, years: int, standard: str = "6"
) -> dict[str, Any]:
    """Write the deliveries of a district by a data standard into the folder `out`, and return the truth about them.

    The bytes depend on the arguments alone, and the district is the one that `generate_district` makes of them.
    ConfigError for numbers that make no sense, and for a folder of deliveries that nobody generated; UnreadableError
    where `out` cannot be written. The deliveries come when they are complete, and the truth after them.
    """
    if students < 1 or not 1 <= years <= MOST_YEARS or standard not in STANDARDS:
        why = f"students start at 1, years are 1 to {MOST_YEARS}, standards {' and '.join(STANDARDS)}"
        raise ConfigError("nothing to generate", why, "see --help")
    landing = Path(out).absolute()
    scratch = landing / ".generating"
    must_be_generated(landing, SYSTEM, TRUTH_FILE)
    arguments = {"students": students, "seed": seed, "years": years, "standard": standard}
    try:
        (scratch / SYSTEM).mkdir(parents=True, exist_ok=True)
        district = facts(spark, students, seed, years)
        counts = {}
        for name, resource in resources(district, standard).items():
            observation = Observation(f"truth of {name}")
            told = lines(resource, name, seed).observe(observation, *truth.measures())
            files = _write(told, scratch, name, max(1, students // STUDENTS_PER_FILE))
            # Spark drops what is observed with a plan that it finds to be empty.
            counts[name] = truth.counted(observation.get if files else {"objects": 0, "lines": 0})
        # Who is told as a parent by the opening delivery is told as a contact, with the same id, by the first night.
        renamed = counts.get("parents", {}).get("objects", 0)
        whole = {"arguments": arguments, **truth.of(district), "renamed": renamed, "resources": counts}
        replace_deliveries(landing, scratch, SYSTEM, TRUTH_FILE, whole)
    except OSError as error:
        raise UnreadableError(f"cannot write to {out}", of_system(error), "choose another folder") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return whole


def _write(told: DataFrame, scratch: Path, name: str, files: int) -> int:
    """Files of a resource in the folder of each delivery, and how many; an object is in files of one number."""
    target = scratch / "tables" / name
    ordered = told.repartition(files, "id").sortWithinPartitions("delivery", "is_delete", "id", "version")
    written = ordered.select("delivery", "is_delete", "line").write.mode("overwrite").option("compression", "none")
    written.partitionBy("delivery", "is_delete").text(str(target))
    moved = 0
    for folder in sorted(target.glob("delivery=*/is_delete=*")):
        night = scratch / SYSTEM / folder.parent.name.partition("=")[2]
        own = night / DELETES / name if folder.name.endswith("=true") else night / name
        own.mkdir(parents=True, exist_ok=True)
        for number, part in enumerate(sorted(folder.glob("part-*"))):
            part.rename(own / f"{name}-{number:05d}.jsonl")
            moved += 1
    return moved
