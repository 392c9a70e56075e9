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
_ACCOUNT = "source_system, student_id, currency"
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
        # Less what of those reversals was reversed; a reversal of the third degree counts nowhere.
        f"WITH {_ENTRIES}, undone AS (SELECT {_ACCOUNT}, reverses AS fee_entry_id, sum(amount) AS undone FROM backs"
        f" GROUP BY {_ACCOUNT}, reverses), sums AS (SELECT {_ACCOUNT}, reverses, sum(amount) AS back,"
        f" sum(amount - coalesce(undone, 0)) AS net FROM backs LEFT JOIN undone USING ({_OWN})"
        f" GROUP BY {_ACCOUNT}, reverses) SELECT r.source_system, r.fee_entry_id FROM backs r"
        f" JOIN posted e ON {_NAMED} AND {_ONE_ACCOUNT} JOIN sums s ON s.source_system = r.source_system"
        " AND s.student_id = r.student_id AND s.currency = r.currency AND s.reverses = r.reverses"
        f" WHERE CASE e.kind WHEN '{REVERSAL}' THEN s.back ELSE s.net END > e.amount",
    ),
    Check(
        "REFUND_OVER_PAID",
        "a refund to a student to whom more is refunded than was paid, what was reversed left out",
        f"WITH {_ENTRIES}, net AS (SELECT r.source_system, r.student_id, r.currency, coalesce(f.kind, e.kind, r.kind)"
        f" AS meant, CASE WHEN r.kind = '{REVERSAL}' AND e.kind <> '{REVERSAL}' THEN -r.amount ELSE r.amount END"
        f" AS amount FROM posted r LEFT JOIN posted e ON r.kind = '{REVERSAL}' AND {_NAMED} AND {_ONE_ACCOUNT}"
        f" LEFT JOIN posted f ON e.kind = '{REVERSAL}' AND f.source_system = e.source_system"
        " AND f.fee_entry_id = e.reverses AND f.student_id = e.student_id AND f.currency = e.currency),"
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
