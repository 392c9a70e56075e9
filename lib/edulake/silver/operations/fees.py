"""What the kinds of fee entries do to what is owed, and what entries must not say together."""

from __future__ import annotations

from edulake.contract.rule import Check

CHARGE, PAYMENT, REFUND, REVERSAL = "Charge", "Payment", "Refund", "Reversal"
RELIEF = ("Waiver", "Discount", "Aid", "Write-off")
# Whether more is owed by an entry, or less.
SIGNS = {CHARGE: 1, REFUND: 1, PAYMENT: -1, **dict.fromkeys(RELIEF, -1)}
NOT_POSTED = ("Draft", "Cancelled")
_POSTED = f"SELECT * FROM {{table}} WHERE status NOT IN {NOT_POSTED}"
_OWN = "source_system, student_id, currency, fee_entry_id"
_NAMED = "e.source_system = r.source_system AND e.fee_entry_id = r.reverses"
_ONE_ACCOUNT = "e.student_id = r.student_id AND e.currency = r.currency"
_ENTRIES = f"posted AS ({_POSTED}), backs AS (SELECT * FROM posted WHERE kind = '{REVERSAL}')"
CHECKS = (
    Check(
        "REVERSES_UNKNOWN",
        "a reversal of an entry that nobody told of, that is not posted, or of another student or currency: it counts"
        " nowhere",
        f"WITH {_ENTRIES}, firm AS (SELECT {_OWN} FROM posted WHERE kind <> '{REVERSAL}'),"
        f" once AS (SELECT r.* FROM backs r LEFT SEMI JOIN firm e ON {_NAMED} AND {_ONE_ACCOUNT}),"
        f" known AS (SELECT {_OWN} FROM firm UNION ALL SELECT {_OWN} FROM once)"
        f" SELECT r.source_system, r.fee_entry_id FROM backs r LEFT ANTI JOIN known e ON {_NAMED} AND {_ONE_ACCOUNT}",
    ),
    Check(
        "REVERSED_TWICE",
        "one of the reversals of an entry that together take back more than it was",
        f"WITH {_ENTRIES}, sums AS (SELECT source_system, reverses, sum(amount) AS back FROM backs"
        " GROUP BY source_system, reverses) SELECT r.source_system, r.fee_entry_id FROM backs r"
        f" JOIN posted e ON {_NAMED} JOIN sums s ON s.source_system = r.source_system AND s.reverses = r.reverses"
        " WHERE s.back > e.amount",
    ),
    Check(
        "REFUND_OVER_PAID",
        "a refund to a student to whom more is refunded than was paid, what was reversed left out",
        f"WITH {_ENTRIES}, net AS (SELECT r.source_system, r.student_id, r.currency, coalesce(e.kind, r.kind) AS meant,"
        f" CASE r.kind WHEN '{REVERSAL}' THEN -r.amount ELSE r.amount END AS amount FROM posted r"
        f" LEFT JOIN posted e ON r.kind = '{REVERSAL}' AND {_NAMED}),"
        f" exceeding AS (SELECT source_system, student_id, currency FROM net WHERE meant IN ('{PAYMENT}', '{REFUND}')"
        " GROUP BY source_system, student_id, currency"
        f" HAVING sum(CASE meant WHEN '{REFUND}' THEN amount ELSE -amount END) > 0)"
        " SELECT source_system, fee_entry_id FROM posted JOIN exceeding USING (source_system, student_id, currency)"
        f" WHERE kind = '{REFUND}'",
    ),
    Check(
        "APPLIED_TO_OTHER_STUDENT",
        "an entry that is meant for one of another student",
        f"WITH {_ENTRIES} SELECT r.source_system, r.fee_entry_id FROM posted r JOIN {{table}} e"
        " ON e.source_system = r.source_system AND e.fee_entry_id = r.applies_to WHERE e.student_id <> r.student_id",
    ),
)
