"""What the district teaches, as a tree of standards, and which of its objectives students have reached.

Most objectives are tested once a year. Who is absent or ill has no score; who scores low may try again weeks later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.district.calendar import Year


class Node(NamedTuple):
    """A place in the tree; its code tells the way to it from the subject on."""

    code: str
    kind: str
    subject: str
    title: str

    @property
    def parent(self) -> str | None:
        return self.code.rpartition(".")[0] or None

    @property
    def depth(self) -> int:
        return self.code.count(".")


FRAMEWORK = "District curriculum 2020"
SUBJECT, STRAND, STANDARD, OBJECTIVE = "Subject", "Strand", "Standard", "Objective"
# By code and name of a subject its strands; each has so many standards, and each of those so many objectives.
STRANDS = {("MA", "Math"): ("Number", "Shape"), ("EN", "English"): ("Reading",)}
STANDARDS, OBJECTIVES = 2, 3
# What the first objective of a standard weighs there, and the others.
WEIGHTS = ("0.5", "0.25", "0.25")
TESTED = (30, 132)  # days of the year by their number, from the first of them to before the last
RETAKEN_AFTER = 14, 28  # days
# Per mille: objectives that are taught and tested, tests missed, by illness or otherwise, and low ones tried again.
TAUGHT, ABSENT, ILL, AGAIN = 850, 40, 25, 600
LOW = 70
RISE = 6  # points that a second try brings


def tree() -> tuple[Node, ...]:
    """Each node after its parent."""
    nodes = []
    for (code, subject), strands in STRANDS.items():
        nodes.append(Node(code, SUBJECT, subject, subject))
        for strand, name in enumerate(strands, 1):
            nodes.append(Node(f"{code}.{strand}", STRAND, subject, name))
            for standard in range(1, STANDARDS + 1):
                of = f"{code}.{strand}.{standard}"
                nodes.append(Node(of, STANDARD, subject, f"{name}, part {standard}"))
                nodes += [
                    Node(f"{of}.{number}", OBJECTIVE, subject, f"{name}, part {standard}, aim {number}")
                    for number in range(1, OBJECTIVES + 1)
                ]
    return tuple(nodes)


def standards(spark: SparkSession) -> DataFrame:
    """One row a node of the tree."""
    columns = ("standard_id", "parent_id", "framework", "code", "title", "subject", "kind", "depth")
    rows = [(n.code, n.parent, FRAMEWORK, n.code, n.title, n.subject, n.kind, str(n.depth)) for n in tree()]
    structs = [F.struct(*[F.lit(v).cast("string").alias(c) for c, v in zip(columns, of, strict=True)]) for of in rows]
    return spark.range(1).select(F.inline(F.array(*structs)))


def links(spark: SparkSession) -> DataFrame:
    """One row an objective and the standard that it is a part of, with its weight there."""
    columns = ("from_id", "to_id", "kind", "weight")
    rows = [
        (node.code, node.parent, "Child Of", WEIGHTS[int(node.code.rpartition(".")[2]) - 1]) for node in _objectives()
    ]
    structs = [F.struct(*[F.lit(v).alias(c) for c, v in zip(columns, of, strict=True)]) for of in rows]
    return spark.range(1).select(F.inline(F.array(*structs)))


def objective_results(of_years: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row a student, objective and try, of school years in which the student is there on the day."""
    taught = F.explode(F.array(*[_objective(number, node) for number, node in enumerate(_objectives())]))
    each = of_years.select("*", taught.alias("of")).select("*", "of.*")
    draws = Draws(seed, ("student", "year", "objective"))
    dated = each.where(draws.happens("taught", TAUGHT)).select("*", _day(draws, years).alias("day"))
    missed = draws.between("missed test", 0, 999)
    status = F.when(missed < ABSENT, "ABS").when(missed < ABSENT + ILL, "MED")
    first = F.when(status.isNull(), _points(F.col("ability") + draws.bell("luck of try 1") * 8))
    tried = dated.select("*", status.alias("missed"), first.alias("first"))
    is_low = F.col("missed").isNotNull() | (F.col("first") < LOW)
    second = _points(F.col("ability") + RISE + draws.bell("luck of try 2") * 8)
    later = F.date_add("day", draws.between("tried again after", *RETAKEN_AFTER).cast("int"))
    one = _try(1, F.col("day"), F.col("first"), F.col("missed"))
    two = _try(2, later, second, F.lit(None).cast("string"))
    tries = F.when(is_low & draws.happens("again", AGAIN), F.array(one, two)).otherwise(F.array(one))
    left = (F.col("leaves_in") == F.col("year")) & ~F.col("returns")
    until = F.when(left, F.col("leaving_day")).otherwise(F.col("last_day"))
    there = tried.select("*", F.inline(tries)).where((F.col("date") >= F.col("first_day")) & (F.col("date") <= until))
    return there.select(
        student_id(F.col("student")).alias("student_id"),
        F.col("code").alias("standard_id"),
        F.concat_ws("-", F.lit("T"), "code", F.col("school_year").cast("string"), "attempt").alias("assessment_id"),
        F.col("date").cast("string").alias("date"),
        F.col("score").cast("string").alias("score"),
        "status",
        F.col("attempt").cast("string").alias("attempt"),
        "subject",
        F.col("school_year").cast("string").alias("school_year"),
        F.concat_ws("-", F.lit("O"), "student", "year", "objective", "attempt").alias("objective_result_id"),
        F.col("date").cast("string").alias("told_on"),
    )


def _objectives() -> list[Node]:
    return [node for node in tree() if node.kind == OBJECTIVE]


def _objective(number: int, node: Node) -> Column:
    named = {"code": node.code, "subject": node.subject}
    return F.struct(F.lit(number).cast("bigint").alias("objective"), *[F.lit(v).alias(n) for n, v in named.items()])


def _day(draws: Draws, years: Sequence[Year]) -> Column:
    days = F.array(*[F.array(*map(F.lit, year.days[slice(*TESTED)])) for year in years])[F.col("year").cast("int")]
    return days[F.pmod(draws.bits("day of test"), F.size(days).cast("bigint")).cast("int")]


def _points(score: Column) -> Column:
    """From 0 to 100, with a decimal."""
    return F.greatest(F.lit(0), F.least(F.lit(100), F.round(score, 1))).cast("decimal(5,1)")


def _try(number: int, date: Column, score: Column, status: Column) -> Column:
    return F.struct(F.lit(number).alias("attempt"), date.alias("date"), score.alias("score"), status.alias("status"))
