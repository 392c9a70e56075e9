"""Student groups: the sex, race, language and needs of a student, one row per group.

In long form: a student may have several races, and another kind of group needs no column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key, categorised_by, coded, is_open, standing_of_a_record
from edulake.expr.categories.people import KINDS, VALUES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, TERM, YEAR_SAID
from edulake.silver.notation import by_notation
from edulake.silver.rules import BAD_VERSION, left_out, nobody, undecided, unmapped, unmapped_in
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "student_groups_raw",
        "Groups that students belong to as delivered, every record of it, with payload and provenance.",
        as_delivered(
            student_id="Student",
            kind="Kind of group",
            value="Group",
            begin_date="First day",
            end_date="Last day",
            student_group_id="The source's id of the row",
            status="Status",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student"},
        sensitive=True,
    ),
    required=("student_id", "kind", "value"),
    identity=("raw_student_group_id",),
    or_identity=("raw_student_id", "raw_kind", "raw_value", "raw_begin_date"),
)


LANGUAGE = "Home Language"
BUSINESS = (
    STUDENT_ID,
    Column("kind", "STRING", f"Kind of group: {', '.join(KINDS)}", nullable=False, personal="sensitive"),
    SOURCE_SYSTEM,
    Column(
        "student_group_id",
        "STRING",
        "The source's id of the row, else a hash of who, which group and since when",
        nullable=False,
        personal="direct",
    ),
    Column(
        "value",
        "STRING",
        f"The group: a category of its kind, {UNKNOWN}, or a home language as the source words it",
        nullable=False,
        personal="sensitive",
    ),
    Column("value_raw", "STRING", "Group as the source words it", personal="sensitive"),
    *spells.COLUMNS,
    ISSUE_CODES,
    Column(
        "is_deleted",
        "BOOLEAN",
        "Whether the source has taken it back, by a status such as deleted: no product counts it",
        nullable=False,
    ),
    spells.IS_GONE,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
STUDENT_GROUPS_TABLE = Table(
    layer="silver",
    name="student_groups",
    meaning="One row per student and group that the student belongs to: the newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "student_group_id"),
    cluster_by=("student_id", "kind"),
    statistics=("source_system",),
    people={"student_id": "student"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *nobody(),
    undecided("student_group_id"),
    Rule(
        "UNKNOWN_KIND",
        "no kind of group, or one that means nothing known: the source's codes.kind says what it means",
        lambda: F.coalesce(F.col("kind") == UNKNOWN, F.lit(True)),
    ),
)
ISSUES = (
    unmapped_in("value"),
    *spells.ISSUES,
    unmapped("said"),
    *left_out("school_id", own="student_group_id"),
    *BAD_VERSION,
)
# Of these a student is in one group at a time; of several races, and languages at home, nothing is wrong.
EXCLUSIVE = tuple(kind for kind in KINDS if kind not in ("Race", LANGUAGE))
_LISTED = ", ".join(f"'{kind}'" for kind in EXCLUSIVE)
# Free and reduced meals say in which way it is yes, and contradict no alone, and each other.
CHECKS = (
    Check(
        "CONTRADICTING_GROUP",
        "two groups at a time of a kind of which a student is in one only, such as two sexes",
        f"""SELECT DISTINCT a.source_system, a.student_group_id FROM {{table}} AS a JOIN {{table}} AS b
ON a.source_system = b.source_system AND a.student_id = b.student_id AND a.kind = b.kind AND a.value <> b.value
WHERE a.kind IN ({_LISTED}) AND NOT a.is_deleted AND NOT b.is_deleted
AND '{UNKNOWN}' NOT IN (a.value, b.value) AND {spells.together("begin_date", "end_date")}
AND ('Yes' NOT IN (a.value, b.value) OR 'No' IN (a.value, b.value))""",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            kind_raw="raw_kind",
            value_raw="raw_value",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **spells.words(),
        **reading.ids(source_id="raw_student_group_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    raw = F.col("raw_value")
    return {
        **reading.person(how.notations),
        **reading.category(how.notations, "kind", KINDS),
        "meant": by_notation(how.notations, lambda n: n.codes_of("value"), lambda codes: coded(raw, codes)),
        **spells.values(how),
        **reading.versioned(how.notations),
        "said": standing_of_a_record(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    kind, said = F.col("kind"), F.col("value_raw")
    # What a code means must be a group of its row's kind.
    meanings = {of: {value: (value.lower(),) for value in values} for of, values in VALUES.items()}
    language = F.when(kind == LANGUAGE, said)
    # Without a first day the year that is named tells a group from that of the next year.
    since = F.coalesce(F.col("begin_date").cast("string"), F.col("first"), F.col("given_year").cast("string"))
    own = [reading.who(), kind, F.lower(said), since]
    return {
        "student_group_id": F.coalesce("source_id", business_key(F.col("source_system"), *own)),
        "value": F.coalesce(
            categorised_by(kind, F.col("meant"), meanings),
            F.when(F.col("meant").isNull(), F.coalesce(categorised_by(kind, said, VALUES), language)),
            F.lit(UNKNOWN),
        ),
        "is_deleted": ~is_open(F.col("said")),
        "is_gone": F.lit(None).cast("boolean"),
        "school_year": F.col("given_year"),
        "known_at": spells.known_at(how),
        **reading.named(how.notations, "school_id"),
    }


STUDENT_GROUPS = Subject(
    name="student_groups",
    form=FORM,
    table=STUDENT_GROUPS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    # A list of groups holds only who is there: what it lacks may have ended, or its student left. Past years keep it.
    closed=spells.closed,
    refers=reading.refers("student_id"),
    coded=("value",),
    checks=CHECKS,
)
