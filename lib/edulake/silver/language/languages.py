"""What subjects about languages have in common: the language, which is a course, its level, and how they are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.contract.table import Column
from edulake.expr import as_school_year, coded, known_category, local_day, plausible, school_year
from edulake.expr.categories.language import LEVELS
from edulake.expr.languages import language_code
from edulake.expr.levels import RANKS, is_legacy_level, level_rank
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, rules
from edulake.silver.columns import SCHOOL_ID, SCHOOL_YEAR, TERM, YEAR_SAID
from edulake.silver.notation import by_notation, pointed, scored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

HIGHEST = "C2"
COURSE_ID = Column(
    "course_id", "STRING", "Language: its code of ISO 639-1, or as delivered where it is none known", nullable=False
)
TOPIC_ID = Column("topic_id", "STRING", "Topic, where the source says")
LEVEL = (
    Column("level", "STRING", f"{', '.join(LEVELS)}; null where the source says none of them"),
    Column("level_raw", "STRING", "Level as delivered, trimmed", personal="direct"),
    Column("level_rank", "INT", "1 for A1 to 6 for C2; null without a level"),
)
# The same beside the one whom it tells of.
LEVEL_OF_A_LEARNER = tuple(
    replace(column, personal="indirect") if column.personal == "none" else column for column in LEVEL
)
PLACED = (SCHOOL_ID, YEAR_SAID, TERM)
ON_A_DAY = (SCHOOL_ID, SCHOOL_YEAR, TERM)
UNKNOWN_LANGUAGE = Rule(
    "UNKNOWN_LANGUAGE",
    "a language that is neither named in English nor by its code of ISO 639-1: it is a course as delivered",
    lambda: F.col("course_id").isNotNull() & F.col("language_code").isNull(),
)
BAD_SCORE = rules.unread("BAD_SCORE", "a score that is no plain number or off its scale", "score_raw", "score")
BAD_VERSION = (
    rules.BAD_VERSION[0],
    rules.unread("BAD_UPDATED_AT", "an update time that cannot be read", "updated", "said_updated_at"),
)


def bad_level(column: str = "level") -> tuple[Rule, Rule]:
    """The issues of a level that says something and is none: a word of no scale, which is not guessed, or any other."""
    said, what = f"{column}_raw", column.replace("_", " ")

    def is_none() -> SparkColumn:
        return F.col(said).isNotNull() & (F.col(f"said_{column}") == UNKNOWN)

    return (
        Rule(
            f"LEGACY_{column.upper()}",
            f"a {what} of no scale, such as beginner: the source's codes.level says which one it is",
            lambda: is_none() & is_legacy_level(F.col(said)),
        ),
        Rule(
            rules.unmapped_code(column),
            f"a {what} that means nothing known: the source's codes.level says what it means",
            lambda: is_none() & ~is_legacy_level(F.col(said)),
        ),
    )


ISSUES = (UNKNOWN_LANGUAGE, *bad_level(), *BAD_VERSION)


def words(**own: str) -> dict[str, SparkColumn]:
    """The language, the text level_raw, what `said` has, and the texts that are its `own`, by name."""
    return {**said(level_raw="raw_level", **own), **language()}


def said(**own: str) -> dict[str, SparkColumn]:
    """The texts updated, year and term, the school, and the texts that are its `own`, by name."""
    shared = {"updated": "raw_updated_at", "year": "raw_school_year", "term": "raw_term"}
    return {**reading.words(**shared, **own), **reading.ids(school_id="raw_school_id")}


def language() -> dict[str, SparkColumn]:
    """The language as it is called, and its code where it has one."""
    return {"language_code": language_code(F.col("raw_course_id")), **reading.ids(course_id="raw_course_id")}


def values(notations: Notations) -> dict[str, SparkColumn]:
    """The language as a course, what is said of the level, and what `versioned` has."""
    return {**course(), **level(notations), **versioned(notations)}


def course() -> dict[str, SparkColumn]:
    """The column course_id, not yet in the namespace of its source."""
    return {"course_id": F.coalesce("language_code", F.lower("course_id"))}


def versioned(notations: Notations) -> dict[str, SparkColumn]:
    """The columns said_updated_at and given_year, from the texts `updated` and `year`."""
    moment = reading.moment(notations, "said_updated_at", "updated")
    return {**moment, "given_year": as_school_year(F.col("year"))}


def level(
    notations: Notations, column: str = "level", of: Mapping[str, Sequence[str]] = LEVELS
) -> dict[str, SparkColumn]:
    """The column said_<column>: the level as the source's codes say, else by its spellings; Unknown for any other."""
    raw, said = F.col(f"raw_{column}"), F.col(f"{column}_raw")
    by_codes = by_notation(notations, lambda n: n.codes_of("level"), lambda codes: coded(raw, codes))
    return {f"said_{column}": F.coalesce(by_codes, known_category(said, of))}


def score(notations: Notations) -> dict[str, SparkColumn]:
    """The column score, from the text score_raw, by the scale of its source."""
    return {"score": scored(notations, pointed(notations, "score_raw"))}


def derived(column: str = "level", rank: str = "level_rank") -> dict[str, SparkColumn]:
    """The level, null unless it is one of the six, its `rank`, and how it was delivered."""
    said = F.col(f"said_{column}")
    as_delivered = F.coalesce(f"{column}_raw", F.when(said.isNotNull(), F.trim(f"raw_{column}")))
    return {column: F.when(said.isin(*RANKS), said), f"{column}_raw": as_delivered, rank: level_rank(said)}


def moments(how: Reading, **said: str) -> dict[str, SparkColumn]:
    """These moments, by the columns that hold them as they are said; null for one that cannot be yet."""
    return {
        name: F.when(plausible(local_day(F.col(column), "UTC"), how.latest).isNotNull(), F.col(column))
        for name, column in said.items()
    }


def placed(how: Reading, date: SparkColumn | None = None) -> dict[str, SparkColumn]:
    """The school, in the namespace of its source, and the school year: as given, else that of a `date` if there is one.

    It belongs into a subject's last step.
    """
    year = F.col("given_year") if date is None else F.coalesce("given_year", school_year(date))
    return {"school_year": year, **reading.named(how.notations, "school_id")}


def is_correctable(notations: Notations) -> SparkColumn:
    """Whether the source corrects messages of the level; with no level, whether it corrects those of all."""
    highest = by_notation(notations, lambda n: RANKS[n.corrections_up_to or HIGHEST], F.lit)
    return F.coalesce(level_rank(F.col("said_level")), F.lit(RANKS[HIGHEST])) <= highest


def kind() -> SparkColumn:
    """The text `kind` in lower case; Unknown where nothing is said."""
    return F.coalesce(F.lower("kind"), F.lit(UNKNOWN))
