"""How babblr writes things: languages by several names, levels, and rows that name others by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.reference import WAITING, sure
from edulake.contract.raw import raw_columns
from edulake.expr import cleaned, identifier, known_category
from edulake.expr.categories.language import LEVELS_OF_TESTS
from edulake.expr.languages import NAMES, language_code
from edulake.expr.lookup import looked_up
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table
    from edulake.silver.subject import Form

    Current = Mapping[Table, DataFrame]

UNGRADED = "Ungraded"


def mapped(rows: DataFrame, form: Form, columns: Mapping[str, Column | str]) -> DataFrame:
    """Rows with `columns` by a subject's raw names without their prefix; null is what it has besides."""
    named = {f"raw_{name}": F.col(said) if isinstance(said, str) else said for name, said in columns.items()}
    absent = [name for name in raw_columns(form.table) if name not in named]
    return rows.withColumns({**named, **{name: F.lit(None).cast("string") for name in absent}})


def told(rows: DataFrame, form: Form, columns: Mapping[str, Column | str]) -> DataFrame:
    """Rows as `mapped` has them, of facts that say all of themselves."""
    return mapped(rows, form, columns).withColumn("revisit", F.lit(False))


def course(name: str = "raw_language") -> Column:
    """The language as subjects about languages have it: by its code, else as delivered in lower case."""
    said = F.col(name)
    return F.coalesce(language_code(cleaned(said)), F.lower(identifier(said)))


def title(course_id: Column) -> Column:
    """The language in English, else what stands for it."""
    names = {code: of_code[0].replace("_", " ").title() for code, of_code in NAMES.items()}
    return F.coalesce(looked_up(course_id, names), course_id)


def class_of(course_id: Column, level: str) -> Column:
    """What is taught of a language at a level, or at several at once (es:Mixed); null where no level is known."""
    known = known_category(cleaned(F.col(level)), LEVELS_OF_TESTS)
    return F.concat(course_id, F.lit(":"), F.when(known != UNKNOWN, known))


def with_named(rows: DataFrame, current: Current, table: Table, key: Column, prefix: str) -> DataFrame:
    """Rows with the columns of the row of `table` whose id their `key` is to the letter, `prefix` instead of raw.

    No row has two: ids that differ in a blank are two rows of a table.
    So are `is_gone`, and `is_new`, false where there is none; `there` says whether there is one.
    """
    names = [name for name in raw_columns(table) if name != "raw_id"]
    said = current[table].select(
        F.col("raw_id").alias(f"{prefix}_id"),
        *[F.col(name).alias(f"{prefix}{name.removeprefix('raw')}") for name in names],
        F.col("is_gone").alias(f"{prefix}_is_gone"),
        F.col("is_new").alias(f"{prefix}_is_new"),
    )
    joined = rows.join(said, key == F.col(f"{prefix}_id"), "left")
    flags = {name: sure(F.col(name)) for name in (f"{prefix}_is_gone", f"{prefix}_is_new")}
    return joined.withColumns({**flags, f"{prefix}_there": F.col(f"{prefix}_id").isNotNull()})


def waiting_for(key: str, there: Column) -> Column:
    """The parse_issue of rows, WAITING where what their `key` names is not there: nobody waits for nothing."""
    return F.coalesce("parse_issue", F.when(~there & ~is_blank(key), WAITING))


def is_blank(name: str) -> Column:
    return F.coalesce(F.trim(name) == "", F.lit(True))
