"""Curriculum links: what one part of a curriculum is to another, such as a unit to a standard, and its weight."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key, is_open, standing_of_a_record
from edulake.expr.categories.learning import LINK_KINDS
from edulake.expr.numbers import exact_number, rounded
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.notation import number
from edulake.silver.rules import BAD_VERSION, left_out, no_id, undecided, unmapped, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "curriculum_links_raw",
        "Curriculum links as delivered, every record of them, with payload and provenance.",
        as_delivered(
            from_id="What is linked",
            to_id="What it is linked to",
            kind="What the one is to the other",
            weight="Weight of the one in the other",
            curriculum_link_id="The source's id of the row",
            status="Status",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_from_id", "ingestion_timestamp"),
    ),
    required=("from_id", "to_id", "kind"),
    identity=("raw_curriculum_link_id",),
    or_identity=("raw_from_id", "raw_to_id", "raw_kind"),
)


CHILD = "Child Of"
BUSINESS = (
    Column(
        "from_id", "STRING", "What is linked: a standard, or what the source calls a unit or course", nullable=False
    ),
    Column("to_id", "STRING", "What it is linked to", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "curriculum_link_id",
        "STRING",
        "The source's id of the row, else a hash of both and what one is to the other",
        nullable=False,
    ),
    Column("kind", "STRING", f"{', '.join(LINK_KINDS)} or {UNKNOWN}", nullable=False),
    Column("kind_raw", "STRING", "Kind as delivered, trimmed"),
    Column("weight", "DECIMAL(5,4)", "Weight of the one in the other, 0 or more; null where the source gives none"),
    ISSUE_CODES,
    Column(
        "is_deleted",
        "BOOLEAN",
        "Whether the source has taken it back, by a status such as deleted: no product counts it",
        nullable=False,
    ),
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
CURRICULUM_LINKS_TABLE = Table(
    layer="silver",
    name="curriculum_links",
    meaning="One row per link between two things of a curriculum: its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "curriculum_link_id"),
    cluster_by=("from_id", "to_id"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
WEIGHT_TYPE, MOST = "decimal(5,4)", Decimal("9.9999")
REFUSALS = (
    no_id("from_id"),
    no_id("to_id"),
    undecided("curriculum_link_id", needed=("from_id", "to_id")),
    Rule("SELF_LINK", "a link of something to itself", lambda: F.col("from_id") == F.col("to_id")),
)
ISSUES = (
    unmapped_in("kind"),
    unread("BAD_WEIGHT", "a weight that is no plain number from 0 to 9.9999", "heavy", "weight"),
    unmapped("said"),
    *left_out("school_id", own="curriculum_link_id"),
    *BAD_VERSION,
)
_OF_CHILDREN = f"kind = '{CHILD}' AND NOT is_deleted"
CHECKS = (
    Check(
        "TWO_PARENTS",
        "a parent by a link that the standard itself does not name: what the standard says counts",
        "SELECT DISTINCT l.source_system, l.curriculum_link_id FROM"
        f" (SELECT * FROM {{table}} WHERE {_OF_CHILDREN}) l"
        " JOIN {silver.standards} s ON s.standard_id = l.from_id WHERE coalesce(s.parent_id, '') <> l.to_id",
    ),
    Check(
        "TWO_WEIGHTS",
        "links of the same standard to the same parent with different weights: none of them counts",
        f"WITH torn AS (SELECT from_id, to_id FROM {{table}} WHERE {_OF_CHILDREN}"
        " GROUP BY from_id, to_id HAVING count(DISTINCT weight) > 1)"
        " SELECT source_system, curriculum_link_id FROM {table} JOIN torn USING (from_id, to_id)"
        f" WHERE {_OF_CHILDREN}",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            kind_raw="raw_kind",
            heavy="raw_weight",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_curriculum_link_id", from_id="raw_from_id", to_id="raw_to_id", school_id="raw_school_id"
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.category(how.notations, "kind", LINK_KINDS),
        "weight": rounded(number(how.notations, "heavy", exact_number), Decimal(0), MOST, WEIGHT_TYPE),
        **reading.versioned(how.notations),
        "said": standing_of_a_record(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    raw = reading.as_coded("kind")
    both = [F.col("from_id"), F.col("to_id"), F.lower(raw)]
    return {
        "curriculum_link_id": F.coalesce("source_id", business_key(F.col("source_system"), *both)),
        "kind_raw": raw,
        "kind": reading.or_unknown("kind"),
        "is_deleted": ~is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "from_id", "to_id", "school_id"),
    }


CURRICULUM_LINKS = Subject(
    name="curriculum_links",
    form=FORM,
    table=CURRICULUM_LINKS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"SELF_LINK"}),
    coded=("kind",),
    checks=CHECKS,
)
