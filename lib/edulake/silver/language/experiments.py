"""What is shared by assignments to experiments and exposures to them: columns, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column
from edulake.silver import reading
from edulake.silver.language import languages

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

EXPERIMENT_ID = Column("experiment_id", "STRING", "Experiment, as the settings call it", nullable=False)


def words(moment: str) -> dict[str, SparkColumn]:
    """The ids of learner and experiment, the texts variant and `day`, which is the column `moment`, and the others."""
    return {
        **reading.person_words(),
        **languages.said(variant="raw_variant", day=f"raw_{moment}"),
        **reading.ids(experiment_id="raw_experiment_id"),
    }


def values(how: Reading, date: str, moment: str) -> dict[str, SparkColumn]:
    """The learner, the column `date`, the moment `moment`, and update time and year as they are said."""
    return {
        **reading.person(how.notations),
        **reading.day(how.notations, date, "day", how.latest),
        **reading.moment(how.notations, moment, "day"),
        **languages.versioned(how.notations),
    }


def derived(how: Reading, date: str, moment: str) -> dict[str, SparkColumn]:
    """Update time, when the source knew of it, at that, else at its `moment`; school, and school year by the `date`."""
    updated = F.col("said_updated_at")
    known = {"source_updated_at": updated, "known_at": F.coalesce(updated, moment)}
    return {**known, **languages.placed(how, F.col(date))}
