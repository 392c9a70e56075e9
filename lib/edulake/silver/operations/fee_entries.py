"""Fee entries: what is asked of a student, paid, let go and taken back, one row an entry of the account.

- The kind says whether more is owed by an entry or less; amounts are 0 or more. What was wrong stays, and another entry
  reverses it.
- A reversal changes what is owed by as much as the entry that it names did, the other way round. Which way that was
  stands in the other record, and a row depends on its own alone: `effect` is null, and the account as a whole tells
  (gold/operations/student_accounts.py). Where nobody told of that entry, neither of the two counts.
- Entries need ids. Without them two payments that are alike would be one, and nothing could be reversed.
- Drafts, and what is cancelled, stand here and count nowhere: only so does an entry go that had been posted.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr.categories.operations import FEE_KINDS, FEE_STATUSES
from edulake.expr.lookup import looked_up
from edulake.expr.money import to_the_cent
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import money, reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_ID, SCHOOL_YEAR, SOURCE_SYSTEM, STUDENT_ID, TERM
from edulake.silver.operations.fees import CHECKS, REVERSAL, SIGNS
from edulake.silver.rules import BAD_VERSION, left_out, no_id, refusals, undecided, unmapped_in, unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "fee_entries_raw",
        "Entries of students' accounts as delivered, every record of them, with payload and provenance.",
        as_delivered(
            student_id="Student",
            payer_id="Who pays or is paid",
            invoice_id="Invoice",
            kind="Kind of entry",
            amount="Amount",
            sign="Letter that says whether the amount is plus or minus",
            currency="Currency",
            fee_type="What is asked for",
            posted_date="Day of the entry",
            due_date="Day on which it is due",
            applies_to="Entry that it is meant for",
            reverses="Entry that it reverses",
            method="How it is paid",
            aid_type="Kind of aid",
            status="Status of the entry",
            fee_entry_id="The source's id of the entry",
            updated_at="When the source last changed the entry",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_student_id", "ingestion_timestamp"),
        people={"raw_student_id": "student", "raw_payer_id": "guardian"},
        sensitive=("raw_aid_type",),
    ),
    required=("fee_entry_id", "student_id", "kind", "amount", "posted_date"),
    identity=("raw_fee_entry_id",),
)

DATE = "posted_date"
AMOUNT_TYPE, MOST = "decimal(14,2)", Decimal("999999999999.99")
BUSINESS = (
    STUDENT_ID,
    Column("posted_date", "DATE", "Day of the entry", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "fee_entry_id",
        "STRING",
        "The source's id of the entry",
        nullable=False,
        personal="direct",
        mask="identifier",
    ),
    Column("payer_id", "STRING", "Who pays or is paid, where the source says", personal="direct", mask="identifier"),
    Column("invoice_id", "STRING", "Invoice, where the source says", personal="direct"),
    Column("kind", "STRING", ", ".join(FEE_KINDS), nullable=False),
    Column("kind_raw", "STRING", "Kind as delivered, trimmed", personal="direct"),
    Column("amount", "DECIMAL(14,2)", "Amount, 0 or more, as written", nullable=False, personal="indirect"),
    Column(
        "effect",
        "DECIMAL(14,2)",
        "By how much more is owed (Charge, Refund) or less (all others); null for a Reversal: minus that of the entry"
        " that it names",
        personal="indirect",
    ),
    Column("currency", "STRING", "Currency, ISO 4217", nullable=False),
    Column("fee_type", "STRING", "What is asked for, as the source words it"),
    Column("due_date", "DATE", "Day on which it is due, where the source says"),
    Column("applies_to", "STRING", "Entry of the source that it is meant for, where it says", personal="direct"),
    Column("reverses", "STRING", "Entry of the source that it reverses", personal="direct"),
    Column("method", "STRING", "How it is paid, as the source words it"),
    Column("aid_type", "STRING", "Kind of aid, as the source words it", personal="sensitive"),
    Column(
        "status",
        "STRING",
        f"{', '.join(FEE_STATUSES)} or Unknown; those that are drafts or cancelled count nowhere",
        nullable=False,
        personal="indirect",
    ),
    Column("status_raw", "STRING", "Status as delivered, trimmed", personal="direct"),
    ISSUE_CODES,
    SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
FEE_ENTRIES_TABLE = Table(
    layer="silver",
    name="fee_entries",
    meaning="One row per entry of a student's account: typed, validated, its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "fee_entry_id"),
    cluster_by=("student_id", "posted_date"),
    statistics=("source_system",),
    people={"student_id": "student", "payer_id": "guardian"},
    change_feed=True,
    deletion_vectors=True,
)


def _contradicts() -> SparkColumn:
    """A sign, of a source that writes one for each amount, that is not that of the kind; a reversal may have either."""
    return F.col("is_signed") & (F.col("exact") * F.col("direction") < 0)


REFUSALS = (
    *refusals(DATE),
    no_id("fee_entry_id"),
    undecided("fee_entry_id"),
    Rule(
        "UNMAPPED_KIND",
        "no kind, or one that means nothing known: the source's codes.kind says what it means",
        lambda: F.coalesce(F.col("kind") == UNKNOWN, F.lit(True)),
    ),
    money.unread_amount("exact", MOST),
    Rule("NEGATIVE_AMOUNT", "an amount below 0", lambda: ~F.col("is_signed") & (F.col("exact") < 0)),
    Rule("SIGN_CONTRADICTS_KIND", "plus for what makes less to be owed, or minus for what makes more", _contradicts),
    money.too_many_decimals("exact"),
    money.unknown_currency(),
    Rule(
        "REVERSES_NOTHING",
        "a reversal that names no entry",
        lambda: (F.col("kind") == REVERSAL) & F.col("reverses").isNull(),
    ),
)
ISSUES = (
    unmapped_in("status"),
    Rule("DUE_BEFORE_POSTED", "a day due before that of the entry", lambda: F.col("due_date") < F.col(DATE)),
    Rule("ZERO_AMOUNT", "an amount of 0", lambda: F.col("amount") == 0),
    unread("BAD_DUE_DATE", "a day due that cannot be read", "due", "due_date"),
    *left_out("payer_id", "invoice_id", "applies_to", "reverses", "school_id"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.person_words(),
        **reading.words(
            day="raw_posted_date",
            kind_raw="raw_kind",
            said="raw_amount",
            unit="raw_currency",
            due="raw_due_date",
            status_raw="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            fee_type="raw_fee_type",
            method="raw_method",
            aid_type="raw_aid_type",
            term="raw_term",
        ),
        **reading.ids(
            source_id="raw_fee_entry_id",
            payer_id="raw_payer_id",
            invoice_id="raw_invoice_id",
            applies_to="raw_applies_to",
            reverses="raw_reverses",
            school_id="raw_school_id",
        ),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.values(how.notations, DATE, how.latest),
        **reading.day(how.notations, "due_date", "due", how.latest),
        **reading.category(how.notations, "kind", FEE_KINDS),
        **reading.category(how.notations, "status", FEE_STATUSES),
        "exact": money.amount(how.notations, "said", "raw_sign"),
        "currency": money.currency(how.notations, "said", said="unit"),
        "is_signed": money.is_signed(how.notations),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    direction = looked_up(F.col("kind"), SIGNS)
    amount = to_the_cent(F.abs("exact"), Decimal(0), MOST, AMOUNT_TYPE)
    return {
        "fee_entry_id": F.col("source_id"),
        "amount": amount,
        "direction": direction,
        "effect": F.when(direction > 0, amount).when(direction < 0, -amount),
        "kind_raw": reading.as_coded("kind"),
        "status": reading.or_unknown("status"),
        "status_raw": reading.as_coded("status"),
        **reading.derived(how.notations, DATE),
        **reading.named(how.notations, "payer_id", "invoice_id", "school_id"),
    }


FEE_ENTRIES = Subject(
    name="fee_entries",
    form=FORM,
    table=FEE_ENTRIES_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("student_id"),
    coded=("kind", "status"),
    checks=CHECKS,
)
