"""Skill ratings: how far a student is in an approach to learning, as a teacher or the student sees it; no grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, categorised, coded, known_category, school_year
from edulake.expr.categories.learning import RATERS, SKILL_CATEGORIES, SKILL_LEVELS
from edulake.expr.numbers import exact_number
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import columns, reading
from edulake.silver.notation import by_notation, number
from edulake.silver.rules import BAD_VERSION, left_out, refusals, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column as SparkColumn

    from edulake.expr.vocabulary import Code
    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "skill_ratings_raw",
        "Ratings of skills as delivered, every one of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            date="Day",
            category="Category of the skill, or a cluster of it",
            skill="Skill",
            level="Level",
            scale="Name of the scale",
            rater_kind="Who rates: a teacher or the student",
            class_id="Class",
            subject="Subject",
            is_published="Whether it may be read yet",
            skill_rating_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
    ),
    required=("student_id", "date", "category"),
    identity=("raw_skill_rating_id",),
    or_identity=("raw_student_id", "raw_category", "raw_skill", "raw_class_id", "raw_term", "raw_rater_kind"),
)


DATE = "date"
# Where a source names none: what its levels mean is then one of four steps, as said or by its codes.
FOUR_STEPS = "1-4"
BUSINESS = (
    columns.STUDENT_ID,
    Column("date", "DATE", "Day", nullable=False),
    columns.SOURCE_SYSTEM,
    Column(
        "skill_rating_id",
        "STRING",
        "The source's id of the row, else a hash of who, which skill, class and term (without one, day), and who rates",
        nullable=False,
        personal="direct",
    ),
    Column("category", "STRING", f"{', '.join(SKILL_CATEGORIES)}", nullable=False, personal="indirect"),
    Column("skill", "STRING", "Skill as the source words it"),
    Column(
        "level_no",
        "INT",
        "Level from 1 to 4, as the source's codes say where it has any; null where not rated",
        personal="indirect",
    ),
    Column("level_raw", "STRING", "Level as delivered, trimmed", personal="direct"),
    Column("scale", "STRING", f"Scale as the source calls it; {FOUR_STEPS} where it does not say", nullable=False),
    Column("rater_kind", "STRING", f"Who rates: {', '.join(RATERS)} or {UNKNOWN}", nullable=False),
    Column("rater_kind_raw", "STRING", "Who rates as delivered, trimmed", personal="direct"),
    Column(
        "is_published",
        "BOOLEAN",
        "Whether it may be read, where the source says: one that may not, yet or any more, says no level and counts"
        " nowhere",
    ),
    Column("class_id", "STRING", "Class, where the source says"),
    Column("subject", "STRING", "Subject, where the source says"),
    columns.ISSUE_CODES,
    columns.SCHOOL_ID,
    columns.SCHOOL_YEAR,
    columns.TERM,
    columns.KNOWN_AT,
)
SKILL_RATINGS_TABLE = Table(
    layer="silver",
    name="skill_ratings",
    meaning="One row per student, skill, class, term and who rates: the newest version. None is a grade.",
    columns=(*BUSINESS, *columns.KEPT),
    key=("source_system", "skill_rating_id"),
    cluster_by=("student_id", "date"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
CODED = ("level", "rater_kind")
REFUSALS = (
    *refusals(DATE),
    undecided("skill_rating_id", "class_id"),
    Rule(
        "UNMAPPED_CATEGORY",
        "no category of skills, or one that means nothing known: the source's codes.category says what it means",
        lambda: F.coalesce(F.col("category") == UNKNOWN, F.lit(True)),
    ),
    # Who cannot tell whether it may be read must not show it.
    unread("BAD_IS_PUBLISHED", "a word for published that is neither yes nor no", "published", "is_published"),
)
ISSUES = (
    Rule(
        "LEVEL_OUT_OF_SCALE",
        "a number that is none of the four steps: it is left out",
        lambda: (F.col("level") == UNKNOWN) & F.col("level_number").isNotNull(),
    ),
    Rule(
        "UNMAPPED_LEVEL",
        "a level that means nothing known: the source's codes.level says what it means",
        lambda: (F.col("level") == UNKNOWN) & F.col("level_raw").isNotNull() & F.col("level_number").isNull(),
    ),
    unmapped_in("rater_kind"),
    *left_out("class_id", "school_id", own="skill_rating_id"),
    *BAD_VERSION,
)
_ONE = "source_system, student_id, category, school_year, rater_kind"
_OR_NONE = (
    "coalesce(skill, '') AS of_skill, coalesce(class_id, '') AS of_class,"
    " coalesce(term, CAST(date AS STRING)) AS of_term"
)
_ALL = f"{_ONE}, of_skill, of_class, of_term"
CHECKS = (
    Check(
        "RATED_TWICE",
        "a skill of a student that is rated twice in a class and term, by a teacher or by the student",
        f"WITH rated AS (SELECT skill_rating_id, {_ONE}, {_OR_NONE} FROM {{table}} WHERE level_no IS NOT NULL),"
        f" twice AS (SELECT {_ALL} FROM rated GROUP BY {_ALL} HAVING count(*) > 1)"
        f" SELECT source_system, skill_rating_id FROM rated JOIN twice USING ({_ALL})",
    ),
)


def _may_be_read() -> SparkColumn:
    """Whether a rating says its level; so does one of which nobody says whether it is published."""
    return F.coalesce(as_flag(F.col("published")), F.lit(True))


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_date",
            category_raw="raw_category",
            skill="raw_skill",
            level_raw="raw_level",
            scale="raw_scale",
            rater_kind_raw="raw_rater_kind",
            subject="raw_subject",
            published="raw_is_published",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_skill_rating_id", class_id="raw_class_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        **reading.category(how.notations, "category", SKILL_CATEGORIES),
        "of_skill": categorised(F.col("skill"), SKILL_CATEGORIES),
        "level": F.when(_may_be_read(), _level(how.notations)),
        "level_number": F.when(_may_be_read(), number(how.notations, "level_raw", exact_number)),
        **reading.category(how.notations, "rater_kind", RATERS),
        "is_published": as_flag(F.col("published")),
    }


def _level(notations: Notations) -> SparkColumn:
    """The step that a level is, as text; Unknown for any other, null where nothing is said.

    Of a source with codes for levels nothing but those is read: its 4 may be one of seven.
    """
    raw, said = F.col("raw_level"), F.col("level_raw")

    def by(codes: Sequence[Code]) -> SparkColumn:
        unknown = F.when(said.isNotNull(), UNKNOWN)
        return F.coalesce(coded(raw, codes), unknown) if codes else known_category(said, SKILL_LEVELS)

    return by_notation(notations, lambda n: n.codes_of("level"), by)


def _derived(how: Reading) -> dict[str, SparkColumn]:
    [class_id] = reading.as_said("class_id")
    year = F.coalesce("given_year", school_year(F.col(DATE))).cast("string")
    when = F.coalesce(F.col("term"), reading.day_as_read(DATE))
    own = [reading.who(), F.col("category_raw"), F.col("skill"), class_id, year, when, F.col("rater_kind_raw")]
    return {
        "skill_rating_id": F.coalesce("source_id", business_key(F.col("source_system"), *own)),
        "category": F.coalesce("category", "of_skill"),
        "level_no": F.when(F.col("level") != UNKNOWN, F.col("level")).cast("int"),
        "level_raw": F.when(_may_be_read(), reading.as_coded("level")),
        "scale": F.coalesce("scale", F.lit(FOUR_STEPS)),
        "rater_kind_raw": reading.as_coded("rater_kind"),
        "rater_kind": reading.or_unknown("rater_kind"),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "class_id", "school_id"),
    }


SKILL_RATINGS = Subject(
    name="skill_ratings",
    form=FORM,
    table=SKILL_RATINGS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id", "class_id"),
    coded=CODED,
    checks=CHECKS,
)
