"""Standards: what is to be learned, as a tree: subjects, strands, units, standards and objectives of a framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import cleaned, grade_level, is_open, standing, whole_number
from edulake.expr.categories.learning import STANDARD_KINDS
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, destroyed, left_out, no_id, unmapped, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "standards_raw",
        "Standards as delivered, every record of them, with payload and provenance.",
        as_delivered(
            standard_id="Standard",
            parent_id="What it is a part of",
            framework="Framework, with its version",
            code="Code within the framework",
            title="Title",
            subject="Subject",
            kind="Kind: subject, strand, unit, standard or objective",
            depth="Place in the tree",
            grade_levels="Grade levels, a comma or semicolon between",
            status="Status",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_standard_id", "ingestion_timestamp"),
    ),
    required=("standard_id",),
    identity=("raw_standard_id",),
)


BUSINESS = (
    Column("standard_id", "STRING", "Standard, with the source's namespace if it has one", nullable=False),
    Column("framework", "STRING", "Framework; Unknown where the source does not say", nullable=False),
    SOURCE_SYSTEM,
    Column("parent_id", "STRING", "Standard that it is a part of; null at the top, or where the source does not say"),
    Column("code", "STRING", "Code within the framework"),
    Column("title", "STRING", "Title"),
    Column("subject", "STRING", "Subject, where the source says"),
    Column("kind", "STRING", f"{', '.join(STANDARD_KINDS)} or {UNKNOWN}", nullable=False),
    Column("kind_raw", "STRING", "Kind as delivered, trimmed"),
    Column("depth", "INT", "Place in the tree, as the source counts"),
    Column("grade_levels", "ARRAY<STRING>", "Grade levels, in the source's order; null where it does not say"),
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
STANDARDS_TABLE = Table(
    layer="silver",
    name="standards",
    meaning="One row per standard of a framework: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "standard_id"),
    cluster_by=("standard_id", "framework"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    no_id("standard_id"),
    destroyed("standard_id"),
    Rule("SELF_PARENT", "a part of itself", lambda: F.col("parent_id") == F.col("standard_id")),
)
ISSUES = (
    unmapped_in("kind"),
    unread("BAD_DEPTH", "a place in the tree that is no plain whole number", "deep", "depth"),
    Rule(
        "UNKNOWN_GRADE_LEVEL",
        "a grade level that cannot be read",
        lambda: F.array_contains("grade_levels", UNKNOWN),
    ),
    unmapped("said"),
    *left_out("parent_id", "school_id"),
    *BAD_VERSION,
)
# From the top of a tree to a leaf. What is deeper, or in a circle or below one, is found by a check and counts nowhere.
MOST_LEVELS = 8
_KNOWN = "(SELECT DISTINCT standard_id FROM {table})"
_CLIMBED = "".join(f" JOIN up u{n} ON u{n}.standard_id = u{n - 1}.parent_id" for n in range(2, MOST_LEVELS + 1))
CHECKS = (
    Check(
        "CYCLE",
        f"parents that go round in a circle, or more than {MOST_LEVELS} levels of them: no product counts it",
        "WITH up AS (SELECT DISTINCT standard_id, parent_id FROM {table}"
        f" WHERE parent_id IN {_KNOWN})"
        " SELECT source_system, standard_id FROM {table}"
        f" WHERE standard_id IN (SELECT u1.standard_id FROM up u1{_CLIMBED})",
    ),
    Check(
        "TWO_PARENTS",
        "a standard that several sources tell of with different parents: the newest that is not closed counts",
        "WITH torn AS (SELECT standard_id FROM {table} GROUP BY standard_id"
        " HAVING count(DISTINCT coalesce(parent_id, '')) > 1)"
        " SELECT source_system, standard_id FROM {table} WHERE standard_id IN (SELECT standard_id FROM torn)",
    ),
    Check(
        "UNKNOWN_PARENT",
        "a parent that is no standard: what is part of it is the top of a tree of its own",
        f"SELECT source_system, standard_id FROM {{table}} WHERE parent_id NOT IN {_KNOWN}",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            framework="raw_framework",
            code="raw_code",
            title="raw_title",
            subject="raw_subject",
            kind_raw="raw_kind",
            deep="raw_depth",
            levels="raw_grade_levels",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(standard_id="raw_standard_id", parent_id="raw_parent_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        "framework": F.coalesce("framework", F.lit(UNKNOWN)),
        **reading.category(how.notations, "kind", STANDARD_KINDS),
        "depth": number(how.notations, "deep", whole_number),
        "grade_levels": _grade_levels(F.col("levels")),
        **reading.versioned(how.notations),
        "said": standing(F.col("standing")),
    }


def _grade_levels(text: SparkColumn) -> SparkColumn:
    """The levels of a list, each once; null for a list of none."""
    each = F.filter(F.split(text, "[,;]"), lambda level: cleaned(level).isNotNull())
    return F.when(F.size(each) > 0, F.array_distinct(F.transform(each, grade_level)))


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "kind_raw": reading.as_coded("kind"),
        "kind": reading.or_unknown("kind"),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "standard_id", "parent_id", "school_id"),
    }


STANDARDS = Subject(
    name="standards",
    form=FORM,
    table=STANDARDS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    keyed_despite=frozenset({"SELF_PARENT"}),
    coded=("kind",),
    checks=CHECKS,
)
