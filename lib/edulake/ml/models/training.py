"""One model from one frame of examples: chosen forwards in time, calibrated out of fold, tested later.

Examples are the rows of `course_result.features.build` or `school_risk.features.build`, staged, with the column
`features`. Each fit reads them in one order and one partition, so that the same data and seed give the same model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.ml import split
from edulake.ml.models import learner
from edulake.ml.models.learner import ALGORITHMS, Calibration
from edulake.ml.statistics import discrimination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyspark.sql import DataFrame, Row

    from edulake.ml.split import Split

    Parts = tuple[tuple[str, Any], ...]
    # Writes a frame once, in one order, and reads it back.
    Stage = Callable[[DataFrame], DataFrame]


@dataclass(frozen=True)
class Model:
    """A fitted algorithm with its calibration, and the AUC of every algorithm on the validation cohort.

    `forest` is the share of impurity that the random forest of the validation saved by each column; empty without one.
    """

    algorithm: str
    parts: Parts
    calibration: Calibration
    validation: dict[str, float]
    forest: list[float]
    trained_on: int

    def scored(self, rows: DataFrame) -> DataFrame:
        """`rows` with `score`, which ranks, and `probability`, which is calibrated."""
        ranked = learner.score(self.parts, rows)
        return ranked.withColumn("probability", self.calibration.probability(F.col("score")))


def train(
    examples: DataFrame,
    apart: Split,
    stage: Stage,
    *,
    folds: int,
    seed: int,
    algorithms: Sequence[str] = tuple(ALGORITHMS),
) -> Model:
    """The model of one split, one of `algorithms`; ValueError if a cohort of it has no labelled example."""
    candidates = learner.candidates(algorithms)
    rows = stage(split.training(examples, apart.train, apart.test))
    algorithm, validation, forest = choose(rows, apart, candidates, stage, folds=folds, seed=seed)
    calibration = learner.calibrate(_out_of_fold(rows, apart, algorithm, stage, folds=folds, seed=seed))
    parts = _fitted(rows, ALGORITHMS[algorithm], seed)
    return Model(algorithm, parts, calibration, validation, forest, rows.count())


def choose(
    rows: DataFrame, apart: Split, candidates: Mapping[str, Sequence[str]], stage: Stage, *, folds: int, seed: int
) -> tuple[str, dict[str, float], list[float]]:
    """The first of `candidates` within a standard error of the best AUC on the newest training cohort; all AUCs.

    It is learned from the cohorts before that one. Where there is a single training cohort, the students of its
    first fold validate. The last item is the forest's own importance of each column.
    """
    if len(apart.train) > 1:
        earlier = stage(split.training(rows, apart.train[:-1], apart.train[-1]))
        later = rows.where(F.col("cohort") == apart.train[-1])
    else:
        fold = split.fold(folds, seed)
        earlier, later = stage(rows.where(fold != 0)), rows.where(fold == 0)
    needed = [part for part in learner.CLASSES if any(part in parts for parts in candidates.values())]
    parts = _fitted(earlier, needed, seed)
    figures = _figures(stage(_scored_by_all(candidates, parts, later)), candidates)
    aucs = {name: figures[name]["auc"] or 0.0 for name in candidates}
    best = max(aucs, key=lambda name: aucs[name])
    enough = aucs[best] - (figures[best]["auc_error"] or 0.0)
    chosen = next(name for name in candidates if aucs[name] >= enough)
    forest = dict(parts).get("forest")
    return chosen, aucs, [float(share) for share in forest.featureImportances.toArray()] if forest else []


def _scored_by_all(candidates: Mapping[str, Sequence[str]], parts: Parts, rows: DataFrame) -> DataFrame:
    scored = rows
    for name, names in candidates.items():
        scored = learner.score([part for part in parts if part[0] in names], scored, name)
    return scored.select("label", "tie", *candidates)


def _figures(scored: DataFrame, names: Iterable[str]) -> dict[str, Row]:
    """AUC and its error of every algorithm, whose scores are the columns of these names."""
    values = [F.struct(F.lit(name).alias("algorithm"), F.col(name).alias("score")) for name in names]
    long = scored.select("label", "tie", F.explode(F.array(*values)).alias("of")).select("label", "tie", "of.*")
    return {row["algorithm"]: row for row in discrimination(long, ["algorithm"], "score").collect()}


def _out_of_fold(rows: DataFrame, apart: Split, algorithm: str, stage: Stage, *, folds: int, seed: int) -> DataFrame:
    """Scores of the calibration cohort, each by a model that saw none of its student's examples."""
    fold = split.fold(folds, seed)
    scored = [
        learner.score(
            _fitted(rows.where(fold != held_out), ALGORITHMS[algorithm], seed),
            rows.where((fold == held_out) & (F.col("cohort") == apart.calibrate)),
        ).select("label", "score")
        for held_out in range(folds)
    ]
    together = scored[0]
    for more in scored[1:]:
        together = together.unionByName(more)
    return stage(together)


def _fitted(rows: DataFrame, names: Sequence[str], seed: int) -> Parts:
    return tuple((name, learner.fit(name, rows, seed)) for name in names)
