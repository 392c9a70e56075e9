"""Guardian links: who is what to which student, and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import SELF_CONTACT, Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, is_open, standing, whole_number
from edulake.expr.categories.people import RELATIONS
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STUDENT_ID, TERM, YEAR_SAID
from edulake.silver.notation import number
from edulake.silver.people.guardians import GUARDIAN_ID
from edulake.silver.rules import BAD_VERSION, left_out, nobody, undecided, unmapped, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "guardian_links_raw",
        "What contacts are to students as delivered, every record of it, with payload and provenance.",
        as_delivered(
            guardian_id="Guardian",
            student_id="Student",
            relation="What the guardian is to the student",
            is_legal_guardian="Whether legal guardian",
            restrictions="Restrictions of contact",
            lives_with="Whether the student lives there",
            is_emergency="Whether to be called in an emergency",
            is_primary="Whether the main contact",
            may_pick_up="Whether allowed to pick the student up",
            contact_priority="Place in the order of contacts",
            begin_date="First day",
            end_date="Last day",
            link_id="The source's id of the row",
            status="Status",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student", "raw_guardian_id": "guardian"},
        sensitive=True,
    ),
    required=("guardian_id", "student_id"),
    identity=("raw_link_id",),
    or_identity=("raw_guardian_id", "raw_student_id", "raw_relation"),
)


NOT_SAID = "null where the source does not say"
BUSINESS = (
    STUDENT_ID,
    GUARDIAN_ID,
    SOURCE_SYSTEM,
    Column(
        "link_id",
        "STRING",
        "The source's id of the row, else a hash of who and what",
        nullable=False,
        personal="direct",
    ),
    Column(
        "relation", "STRING", f"{', '.join(RELATIONS)} or {UNKNOWN}; never Self", nullable=False, personal="indirect"
    ),
    Column("relation_raw", "STRING", "Relation as the source words it", personal="direct"),
    Column("is_legal_guardian", "BOOLEAN", f"Whether legal guardian; {NOT_SAID}", personal="sensitive"),
    Column("restrictions", "STRING", "Restrictions of contact as the source words them", personal="sensitive"),
    Column("lives_with", "BOOLEAN", f"Whether the student lives there; {NOT_SAID}", personal="indirect"),
    Column("is_emergency", "BOOLEAN", f"Whether to be called in an emergency; {NOT_SAID}", personal="indirect"),
    Column("is_primary", "BOOLEAN", f"Whether the main contact; {NOT_SAID}", personal="indirect"),
    Column("may_pick_up", "BOOLEAN", f"Whether allowed to pick the student up; {NOT_SAID}", personal="indirect"),
    Column("contact_priority", "INT", f"Place in the order of contacts; {NOT_SAID}", personal="indirect"),
    *spells.COLUMNS,
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    SCHOOL_ID,
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
GUARDIAN_LINKS_TABLE = Table(
    layer="silver",
    name="guardian_links",
    meaning="One row per student and guardian or other contact: the newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "link_id"),
    cluster_by=("student_id", "guardian_id"),
    statistics=("source_system",),
    people={"student_id": "student", "guardian_id": "guardian"},
    change_feed=True,
    deletion_vectors=True,
)
FLAGS = ("is_legal_guardian", "lives_with", "is_emergency", "is_primary", "may_pick_up")


def _says_neither() -> SparkColumn:
    return F.exists(
        F.array(*[F.col(f"{flag}_said").isNotNull() & F.col(flag).isNull() for flag in FLAGS]), lambda one: one
    )


REFUSALS = (
    *nobody("guardian"),
    *nobody(),
    undecided("link_id", needed=("guardian_id", "student_id")),
    Rule(SELF_CONTACT, "a student as the own contact", lambda: F.col("relation") == "Self"),
)
ISSUES = (
    unmapped_in("relation"),
    Rule("BAD_FLAG", "one of the yes or no columns says neither", _says_neither),
    unread("BAD_PRIORITY", "a place in the order of contacts that is no whole number", "priority", "contact_priority"),
    *spells.ISSUES,
    unmapped("said"),
    *left_out("school_id", own="link_id"),
    *BAD_VERSION,
)
CHECKS = (
    Check(
        "MULTIPLE_PRIMARY",
        "two main contacts of one student at a time",
        f"""SELECT DISTINCT a.source_system, a.link_id FROM {{table}} AS a JOIN {{table}} AS b
ON a.source_system = b.source_system AND a.student_id = b.student_id AND a.guardian_id <> b.guardian_id
WHERE a.is_primary AND b.is_primary AND a.is_active AND b.is_active AND {spells.together("begin_date", "end_date")}""",
    ),
    Check(
        "STUDENT_AS_GUARDIAN",
        "a guardian whom no list of guardians has, and who is a student of the source",
        """SELECT l.source_system, l.link_id FROM {table} AS l
LEFT SEMI JOIN {silver.students} AS s ON l.source_system = s.source_system AND l.guardian_id = s.student_id
LEFT ANTI JOIN {silver.guardians} AS g ON l.source_system = g.source_system AND l.guardian_id = g.guardian_id
WHERE l.is_active""",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("guardian"),
        **reading.person_words(),
        **reading.words(
            relation_raw="raw_relation",
            restrictions="raw_restrictions",
            priority="raw_contact_priority",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
            **{f"{flag}_said": f"raw_{flag}" for flag in FLAGS},
        ),
        **spells.words(),
        **reading.ids(source_id="raw_link_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.person(how.notations, "guardian"),
        **reading.person(how.notations),
        **{flag: as_flag(F.col(f"{flag}_said")) for flag in FLAGS},
        **reading.category(how.notations, "relation", RELATIONS),
        "contact_priority": number(how.notations, "priority", whole_number),
        **spells.values(how),
        **reading.versioned(how.notations),
        "said": standing(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    who = [reading.who("guardian"), reading.who(), F.lower("relation_raw")]
    return {
        "link_id": F.coalesce("source_id", business_key(F.col("source_system"), *who)),
        "relation": reading.or_unknown("relation"),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": spells.known_at(how),
        **reading.named(how.notations, "school_id"),
    }


GUARDIAN_LINKS = Subject(
    name="guardian_links",
    form=FORM,
    table=GUARDIAN_LINKS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    refers=reading.refers("guardian_id", "student_id"),
    coded=("relation",),
    checks=CHECKS,
)
