"""What is kept of a search for segments: its rows of gold.ml_segments, read again, and as MLflow is told of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import Row

from edulake.gold.language.activity import READ
from edulake.gold.product import OF_LANGUAGE
from edulake.ml.made_of import code, hashed
from edulake.ml.models.mlflow_runs import as_model, by_source
from edulake.ml.segments.choice import CHOSEN
from edulake.ml.segments.names import Segment
from edulake.ml.segments.scaling import Axis
from edulake.ml.tables.segments import ML_SEGMENTS
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from edulake.config.settings import Gold
    from edulake.contract.table import Table
    from edulake.ml.segments.learning import Learned
    from edulake.ml.segments.search import Search

MADE_BY = (
    "edulake.expr",
    "edulake.ml.segments",
    "edulake.gold.language.activity",
    "edulake.gold.language.minutes",
    "edulake.ml.problems.as_of",
)
# What a run of MLflow is told by k.
TOLD = ("stability", "silhouette", "null_silhouette", "null_deviation", "smallest")


@dataclass(frozen=True)
class Plan:
    """A search to be made: how, by which choices, and the versions of the tables that it will see.

    Learners of the `unmodelled` sources are in none.
    """

    search: Search
    settings: Gold
    data: dict[Table, int]
    unmodelled: tuple[str, ...] = ()

    @property
    def recipe(self) -> str:
        choices = {name: str(value) for name, value in self.settings.chosen(OF_LANGUAGE).items()}
        reads = [str(table) for table in READ]
        return hashed([code(MADE_BY), asdict(self.search), choices, reads, sorted(self.unmodelled)])

    @property
    def version(self) -> str:
        return f"segments-{hashed([self.recipe, {str(table): version for table, version in self.data.items()}])}"


@dataclass(frozen=True)
class Known:
    """What a run found for one source: its version and status, the axes, and the segments that have names."""

    version: str
    status: str
    axes: tuple[Axis, ...]
    segments: tuple[Segment, ...]


def rows(
    spark: SparkSession,
    plan: Plan,
    source: str,
    day: dt.date,
    found: Learned,
    *,
    names_of: str | None = None,
    moved: float | None = None,
) -> DataFrame:
    """A row for each k; the stamp is the job's."""
    axes = [{"feature": axis.feature, "median": axis.median, "spread": axis.spread} for axis in found.axes]
    common = {
        "model_version": plan.version,
        "source_system": source,
        "as_of_date": day.isoformat(),
        "status": found.status,
        "learners": found.learners,
        "scaling": axes,
        "names_of": names_of,
        "parameters": json.dumps(asdict(plan.search), sort_keys=True),
        "data_versions": json.dumps({str(table): version for table, version in plan.data.items()}),
        "recipe": plan.recipe,
    }
    told = [{**common, **_of_k(found, place, moved)} for place in range(len(found.tried))]
    ordered = [tuple(row.get(name) for name in ML_SEGMENTS.column_names) for row in told]
    return as_frame(spark, ordered, ML_SEGMENTS.struct())


def _of_k(found: Learned, place: int, moved: float | None) -> dict[str, Any]:
    one = found.tried[place]
    verdict = found.verdicts[one.k]
    is_tried = bool(one.null_silhouettes or one.agreements or one.silhouette is not None)
    centres = [
        {
            "place": number,
            "segment": segment.name,
            "learners": segment.learners,
            "feature": axis.feature,
            "steps": step,
        }
        for number, segment in enumerate(found.segments.get(one.k, ()), 1)
        for step, axis in zip(segment.centre, found.axes, strict=True)
    ]
    return {
        "k": one.k,
        "verdict": verdict,
        "stability": one.stability if one.agreements else None,
        "silhouette": one.silhouette,
        "null_silhouette": one.null_mean,
        "null_deviation": one.null_deviation,
        "smallest": one.smallest if is_tried else None,
        "moved": moved if verdict == CHOSEN else None,
        "centres": centres,
    }


def known(rows: Iterable[Mapping[str, Any]]) -> dict[str, Known]:
    """By source what the newest run found, of rows with the columns that it is made of."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        held = found.setdefault(row["source_system"], [])
        if held and _age(held[0]) != _age(row):
            if _age(held[0]) > _age(row):
                continue
            held.clear()
        held.append(row)
    return {source: _known(held) for source, held in found.items()}


def _age(row: Mapping[str, Any]) -> tuple[Any, str]:
    return row["processing_timestamp"], row["model_version"]


def _known(held: Sequence[Mapping[str, Any]]) -> Known:
    chosen = next((row for row in held if row["verdict"] == CHOSEN), held[0])
    axes = tuple(Axis(one["feature"], one["median"], one["spread"]) for one in chosen["scaling"])
    centres = chosen["centres"] if chosen["verdict"] == CHOSEN else []
    return Known(chosen["model_version"], chosen["status"], axes, _segments(centres, axes))


def _segments(centres: Sequence[Any], axes: Sequence[Axis]) -> tuple[Segment, ...]:
    """The segments of `centres`, an entry for each of them and each axis."""
    steps = {(one["place"], one["feature"]): one["steps"] for one in centres}
    told = {one["place"]: one for one in centres}
    return tuple(
        Segment(tuple(steps[place, axis.feature] for axis in axes), told[place]["learners"], told[place]["segment"])
        for place in sorted(told)
    )


def for_mlflow(held: Sequence[Mapping[str, Any]]) -> list[tuple[Row, Row]]:
    """What one run of MLflow is told of each source: as of a model and its figures, here those of each k."""
    return by_source(held, _for_mlflow)


def _for_mlflow(rows: Sequence[Mapping[str, Any]]) -> tuple[Row, Row]:
    model = as_model(rows[0], "segments", "k_means", rows[0]["parameters"])
    figures = {f"{name}_{row['k']}": row[name] for row in rows for name in TOLD}
    chosen = next((row for row in rows if row["verdict"] == CHOSEN), None)
    more = {name: chosen[name] for name in ("k", "moved")} if chosen else {}
    return model, Row(**figures, **more)
