"""Roles of staff: one row per person, school and role, from the first day to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.expr.categories.people import ROLES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading, spells
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SOURCE_SYSTEM, STAFF_ID, TERM
from edulake.silver.people import shares
from edulake.silver.rules import BAD_VERSION, left_out, nobody, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "staff_roles_raw",
        "Roles of staff as delivered, every record of them, with payload and provenance.",
        as_delivered(
            staff_id="Member of staff",
            role="Role",
            title="Title of the position",
            begin_date="First day",
            end_date="Last day",
            fte="Share of full time",
            is_primary="Whether it is the person's main role",
            employment_status="Status of employment",
            status="Status of the record",
            staff_role_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_staff_id", "ingestion_timestamp"),
        people={"raw_staff_id": "staff"},
    ),
    required=("staff_id",),
    identity=("raw_staff_role_id",),
    or_identity=("raw_staff_id", "raw_school_id", "raw_role", "raw_begin_date"),
)


BEGIN = "begin_date"
BUSINESS = (
    STAFF_ID,
    Column("begin_date", "DATE", "First day in the role; null where nobody says since when"),
    SCHOOL_ID,
    SOURCE_SYSTEM,
    Column(
        "staff_role_id",
        "STRING",
        "The source's id of the row, else a hash of who, where, what and since when",
        nullable=False,
        personal="direct",
    ),
    Column("role", "STRING", f"{', '.join(ROLES)} or Unknown", nullable=False),
    Column("role_raw", "STRING", "Role as delivered, trimmed", personal="direct"),
    Column("title", "STRING", "Title of the position as the source words it"),
    Column("end_date", "DATE", "Last day in the role; null while it goes on"),
    Column("fte", "DECIMAL(5,4)", "Share of full time, 0 to 1; null, not 1, where the source does not say"),
    Column("is_primary", "BOOLEAN", "Whether it is the person's main role, where the source says", personal="indirect"),
    Column("employment_status", "STRING", "Status of employment as the source words it"),
    spells.IS_GONE,
    spells.IS_DELETED,
    ISSUE_CODES,
    Column("school_year", "INT", "Year in which the only school year of the role ends, where the source says"),
    TERM,
    KNOWN_AT,
)
STAFF_ROLES_TABLE = Table(
    layer="silver",
    name="staff_roles",
    meaning="One row per role of a member of staff in a school: its newest version; both days count, over ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "staff_role_id"),
    cluster_by=("staff_id", "begin_date", "school_id"),
    statistics=("source_system",),
    people={"staff_id": "staff"},
    change_feed=True,
    deletion_vectors=True,
)
REFUSALS = (
    *nobody("staff"),
    undecided("staff_role_id", "school_id", needed=("staff_id",)),
    Rule("END_BEFORE_BEGIN", "a last day before the first one", lambda: F.col("end_date") < F.col(BEGIN)),
)
ISSUES = (
    unmapped_in("role"),
    spells.BEGIN_UNKNOWN,
    unread("BAD_BEGIN_DATE", "a first day that cannot be read", "day", BEGIN),
    unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
    *shares.ISSUES,
    *left_out("school_id", own="staff_role_id"),
    *BAD_VERSION,
)
_ROLES = f"WITH roles AS ({spells.living(BEGIN, 'end_date')})"
_OF_ONE = "a.source_system = b.source_system AND a.staff_id = b.staff_id"
_COVERS = "d.first_day BETWEEN r.first_day AND coalesce(r.last_day, d.first_day)"
_OF_DAY = f"ON r.source_system = d.source_system AND r.staff_id = d.staff_id AND {_COVERS}"
CHECKS = (
    Check(
        "OVERLAPPING_ROLE",
        "a role that the same person has in the same school a second time on one day",
        f"{_ROLES} SELECT DISTINCT a.source_system, a.staff_role_id FROM roles a JOIN roles b ON {_OF_ONE}"
        " AND a.staff_role_id <> b.staff_role_id AND a.school_id <=> b.school_id AND a.role = b.role"
        f" AND (a.role <> '{UNKNOWN}' OR a.role_raw <=> b.role_raw) AND {spells.together('first_day', 'last_day')}",
    ),
    Check(
        "TOTAL_FTE_OVER",
        "a role on a day on which the person's shares of full time are more than 1 together",
        f"{_ROLES}, days AS (SELECT DISTINCT source_system, staff_id, first_day FROM roles), full AS (SELECT"
        f" d.source_system, d.staff_id, d.first_day FROM roles r JOIN days d {_OF_DAY} GROUP BY d.source_system,"
        " d.staff_id, d.first_day HAVING sum(r.fte) > 1) SELECT DISTINCT r.source_system, r.staff_role_id FROM roles r"
        f" JOIN full d {_OF_DAY} WHERE r.fte > 0",
    ),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words("staff"),
        **reading.words(
            day="raw_begin_date",
            last="raw_end_date",
            role_raw="raw_role",
            title="raw_title",
            employment_status="raw_employment_status",
            **shares.words(),
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(source_id="raw_staff_role_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, BEGIN, how.latest, "staff"),
        **reading.day(how.notations, "end_date", "last", how.latest),
        **reading.category(how.notations, "role", ROLES),
        **shares.values(how.notations),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    # Without a first day the year that is named tells one role from that of the next year.
    since = F.coalesce(reading.day_as_read(BEGIN), F.col("given_year").cast("string"))
    where = [reading.who("staff"), *reading.as_said("school_id"), F.col("role_raw"), since]
    return {
        "staff_role_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "role_raw": reading.as_coded("role"),
        "role": reading.or_unknown("role"),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **reading.named(how.notations, "school_id"),
    }


STAFF_ROLES = Subject(
    name="staff_roles",
    form=FORM,
    table=STAFF_ROLES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=spells.closed,
    keyed_despite=frozenset({"END_BEFORE_BEGIN"}),
    coded=("role",),
    refers=reading.refers("staff_id"),
    checks=CHECKS,
)
