"""What a reader must find in the deliveries, counted from their plan and never read back from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district import truth as district
from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.district.truths.learning import learning
from edulake.jobs.steps.generate.district.truths.money import books
from edulake.jobs.steps.generate.district.truths.nested import nested
from edulake.jobs.steps.generate.edfi import aims, curriculum, finance, surveys, teaching
from edulake.jobs.steps.generate.edfi.facts import (
    AGENCY,
    BAND,
    BANDS,
    CORRECTED,
    EXIT_BEFORE_ENTRY,
    NO_SCHOOL_YEAR,
    NO_TARGET,
    UNKNOWN_DESCRIPTOR,
    ZONES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.jobs.steps.generate.edfi.facts import Facts

FAULTS = (UNKNOWN_DESCRIPTOR, NO_SCHOOL_YEAR, EXIT_BEFORE_ENTRY, NO_TARGET, CORRECTED)
# What happens of which the district's own truth counts something.
EVENTS = ("attendance", "incidents", "staff_absences", "pd_attendance", "application_stages")
# What holds of the district in whatever form it is told.
OF_DISTRICT = ("members_at_opening", "incidents", "chronically_absent", "in_programs", "households", "guardians")


def of(facts: Facts) -> dict[str, Any]:
    """Members by school year and school on each census day, and other counts, as the district's own truth has them.

    Students in programs are counted by the program's own number.
    """
    events = {name: facts.plan.happens[name] for name in EVENTS}
    told = district.of(facts.stays, facts.plan._replace(happens=events), facts.years)
    members = {year: {_number(name): n for name, n in by.items()} for year, by in told["members"].items()}
    return {"members": members, **{name: told[name] for name in OF_DISTRICT}, **_of_offices(facts)}


def measures() -> list[Column]:
    """Of a resource's lines, for `observe`: objects that stand in the end, lines, deletes, and what is planted."""
    is_told = ~F.col("is_delete") & ~F.col("is_again")
    # A correction is the second version of an object; of other faults the first one is counted.
    is_counted = is_told & ((F.col("version") == 0) | (F.col("fault") == CORRECTED))
    return [
        _times(F.col("is_standing"), "objects"),
        _times(~F.col("is_delete"), "lines"),
        _times(F.col("is_delete"), "deletes"),
        _times(F.col("is_again"), "twice"),
        *[_times(is_counted & F.coalesce(F.col("fault") == fault, F.lit(False)), fault) for fault in FAULTS],
    ]


def counted(observed: Mapping[str, Any]) -> dict[str, int]:
    """As observed, without what is not there; `objects` and `lines` always."""
    return {name: n or 0 for name, n in observed.items() if n or name in ("objects", "lines")}


def _of_offices(facts: Facts) -> dict[str, Any]:
    """What holds in the end: money by month, standards and skills, answers to surveys, and sections by who teaches.

    In standards each aim weighs the same. Of answers the `sum` is that of numbers on the scale, as they were
    given.
    """
    no_entries = facts.plan.happens["finance_postings"].limit(0)
    balances = {"finance_postings": no_entries, "finance_balances": finance.standing(facts)}
    learned = {"objective_results": aims.standing(facts), "skill_ratings": curriculum.standing_ratings(facts)}
    alike = facts.plan.lasts["curriculum_links"].withColumn("weight", F.lit("1"))
    scales = facts.plan.lasts["survey_items"].select(
        "survey_id", "item_code", F.col("scale_max").cast("int").alias("most")
    )
    answers = (
        surveys.standing(facts, "survey_answers").where("value IS NOT NULL").join(scales, ["survey_id", "item_code"])
    )
    number = F.expr("try_cast(value AS int)")
    on_scale = F.sum(F.when(number <= F.col("most"), number)).alias("sum")
    answered = answers.groupBy("survey_id", "item_code").agg(F.count("value").alias("answers"), on_scale)
    who = surveys.standing(facts, "survey_responses")
    responses = who.groupBy("survey_id").agg(F.count(F.lit(1)).alias("responses"))
    begun = teaching.staffed(facts).where(F.col("term_begins") <= deliveries()[-1].isoformat())
    sections = begun.groupBy("staff_id").agg(F.count(F.lit(1)).alias("sections"))
    return {
        "books": books(balances, facts.plan.lasts["accounts"])["books"],
        **learning(learned, alike),
        "teaches": nested(sections, "staff_id"),
        "responded": nested(responses, "survey_id"),
        "answered": nested(answered, "survey_id", "item_code"),
    }


def _times(is_so: Column, name: str) -> Column:
    return F.count(F.when(is_so, 1)).alias(name)


def _number(name: str) -> str:
    return str(AGENCY * ZONES + BANDS[name[0]] * BAND + int(name[1:]))
