"""What do experiments show?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.language import activity, experiment_arms, experiment_metrics, experiment_solved
from edulake.gold.language.columns import NOWHERE, nowhere
from edulake.gold.language.experiment_arms import EXPERIMENT
from edulake.gold.product import OF_EXPERIMENTS, OF_LANGUAGE, WRITTEN_AT, Collected, Input, Product
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.experiment_assignments import EXPERIMENT_ASSIGNMENTS_TABLE

if TYPE_CHECKING:
    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TOLD = (
    SOURCE_SYSTEM,
    Column("experiment_id", "STRING", "Experiment, as the settings call it", nullable=False),
    Column("metric", "STRING", "What it is judged by", nullable=False),
    Column("variant", "STRING", "Variant with a weight, the control as well", nullable=False),
    Column(
        "analysis",
        "STRING",
        "unadjusted; adjusted: less what the same figure before exposure foretells (CUPED)",
        nullable=False,
    ),
    Column("role", "STRING", "primary, secondary or guardrail", nullable=False),
    Column("horizon", "STRING", "fixed: told once all is over; sequential: told on any day", nullable=False),
    Column(
        "sample_ratio_p", "DOUBLE", "How likely learners divide so by the weights: the lower of assigned and exposed"
    ),
    Column("assigned", "INT", "Learners, classes or schools whose assignment was delivered", nullable=False),
    Column("exposed", "INT", "Learners who were exposed", nullable=False),
    Column("excluded", "INT", "Those of them who were given or shown another variant as well", nullable=False),
    Column("mismatched", "INT", "Those whose assignment is not that of the hash; it stands", nullable=False),
    Column("unplaced", "INT", "Learners of any variant whose class or school nobody knows", nullable=False),
    Column("maturing", "INT", "Learners whose window is not over: they do not count yet", nullable=False),
    Column("units", "INT", "Learners, classes or schools that are compared", nullable=False),
    Column("learners", "INT", "Learners with a figure", nullable=False),
    Column("with_history", "INT", "Those of them of whom the same is known before exposure", nullable=False),
    Column("mean", "DOUBLE", "Mean of learners, a share, or errors by checked message"),
    Column("difference", "DOUBLE", "That less the control's; null of the control, and where the status says why"),
    Column("error", "DOUBLE", "Standard error of the difference, between units"),
    Column("lower", "DOUBLE", "Lower limit at the level of the experiment; of a sequential one it holds on all days"),
    Column("upper", "DOUBLE", "Upper limit"),
    Column("p", "DOUBLE", "How likely chance alone differs as much; of a guardrail, where it is worse by its margin"),
    Column(
        "p_adjusted", "DOUBLE", "The same, of all comparisons of its role: Holm, Benjamini and Hochberg, Bonferroni"
    ),
    Column("is_shown", "BOOLEAN", "Whether that is under alpha: a difference is shown, or that there is no harm"),
    Column("theta", "DOUBLE", "By how much a point of before is taken off; null unless adjusted"),
    Column("variance_left", "DOUBLE", "Share of the difference's variance that adjusting leaves"),
    Column("needed", "INT", "Units of the variant that finding the least difference worth it needs; primary only"),
    Column("observed_until", "DATE", "The day before the source's last one; null where it has no activity"),
    Column(
        "status",
        "STRING",
        "OK; BLOCKED if learners are not divided by the weights; MASKED before a fixed horizon is over; TOO_FEW"
        " learners, or without a past; NO_EVIDENCE if nothing varies",
        nullable=False,
    ),
)
TABLE = Table(
    layer="gold",
    name="experiment_results",
    meaning="One row per experiment of the settings, metric, variant and analysis, of each source with learners in it:"
    " whether the division of learners may be believed, who counts, and by how much they differ from the control.",
    columns=(*TOLD, *NOWHERE, WRITTEN_AT),
    key=("source_system", "experiment_id", "metric", "variant", "analysis"),
    cluster_by=("experiment_id", "metric"),
    deletion_vectors=True,
)
COLUMNS = {column.name: column.type for column in TOLD}


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows; none without experiments in the settings."""
    experiments = settings.experiments
    if not experiments:
        nothing = silver[EXPERIMENT_ASSIGNMENTS_TABLE].where(F.lit(False)).select("source_system")
        none = yield Collected(nothing, lambda _: [], COLUMNS)
        return none.select(*COLUMNS, *nowhere())
    moments = yield activity.activity(silver)
    until = activity.observed_until(activity.days(moments))
    members = yield experiment_arms.members(silver, moments, experiments)
    facts = experiment_metrics.facts(silver, moments, settings)
    dated = members.join(F.broadcast(until), on="source_system", how="left")
    outcomes = yield experiment_metrics.outcomes(dated, facts, experiments)
    arms = experiment_metrics.arms(outcomes)
    both = [F.col(f"arm.{name}").eqNullSafe(F.col(f"all.{name}")) for name in (*EXPERIMENT, "variant")]
    counted = experiment_arms.counted(members).alias("all")
    sums = counted.join(arms.alias("arm"), on=both, how="left").select(
        "all.*", *[F.col(f"arm.{name}") for name in arms.columns if name not in (*EXPERIMENT, "variant")]
    )
    sums = sums.join(F.broadcast(until), on="source_system", how="left")
    told = yield Collected(sums, partial(experiment_solved.results, settings, tuple(COLUMNS)), COLUMNS)
    return told.select(*COLUMNS, *nowhere())


EXPERIMENT_RESULTS = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, dict.fromkeys(experiment_arms.READ))),
    build,
    part=("source_system",),
    needs=(CONVERSATIONS_TABLE,),
    choices=(OF_LANGUAGE, OF_EXPERIMENTS),
)
