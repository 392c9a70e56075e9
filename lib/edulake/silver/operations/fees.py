"""What the kinds of fee entries do to what is owed, and what entries must not say together."""

from __future__ import annotations

from edulake.contract.rule import Check

CHARGE, PAYMENT, REFUND, REVERSAL = "Charge", "Payment", "Refund", "Reversal"
RELIEF = ("Waiver", "Discount", "Aid", "Write-off")
# Whether more is owed by an entry, or less.
SIGNS = {CHARGE: 1, REFUND: 1, PAYMENT: -1, **dict.fromkeys(RELIEF, -1)}
NOT_POSTED = ("Draft", "Cancelled")
_POSTED = f"SELECT * FROM {{table}} WHERE status NOT IN {NOT_POSTED}"
_ACCOUNT = "source_system, student_id, currency"
_OWN = f"{_ACCOUNT}, fee_entry_id"
_ONE_ACCOUNT = "e.source_system = r.source_system AND e.student_id = r.student_id AND e.currency = r.currency"
_ENTRIES = f"posted AS ({_POSTED}), backs AS (SELECT * FROM posted WHERE kind = '{REVERSAL}')"
# A reversal with the entry that it reverses in the end, in how many steps: no way is longer than there are reversals.
_STEP = (
    "(way, n) -> CASE WHEN map_contains_key(named, way.at)"
    " THEN named_struct('at', try_element_at(named, way.at), 'steps', way.steps + 1) ELSE way END"
)
_WAYS = (
    f"{_ENTRIES}, named AS (SELECT {_ACCOUNT}, map_from_entries(collect_list(struct(fee_entry_id, reverses))) AS named"
    f" FROM backs GROUP BY {_ACCOUNT}), ways AS (SELECT *,"
    " aggregate(sequence(1, size(named)), named_struct('at', fee_entry_id, 'steps', 0),"
    f" {_STEP}) AS way FROM backs JOIN named USING ({_ACCOUNT})),"
    f" firm AS (SELECT * FROM posted WHERE kind <> '{REVERSAL}')"
)


def _undone(name: str, before: str) -> str:
    """By entry how much its reversals take back, less what is `undone` of those themselves."""
    return (
        f"{name} AS (SELECT {_ACCOUNT}, reverses AS fee_entry_id, sum(amount - coalesce(undone, 0)) AS undone"
        f" FROM backs LEFT JOIN {before} USING ({_OWN}) GROUP BY {_ACCOUNT}, reverses)"
    )


CHECKS = (
    Check(
        "REVERSES_UNKNOWN",
        "a reversal of an entry that nobody told of, that is not posted, or of another student or currency, or of a"
        " reversal of such: it counts nowhere",
        f"WITH {_WAYS} SELECT r.source_system, r.fee_entry_id FROM ways r"
        f" LEFT ANTI JOIN firm e ON {_ONE_ACCOUNT} AND e.fee_entry_id = r.way.at",
    ),
    Check(
        "REVERSED_TWICE",
        "one of the reversals of an entry that together take back more than it was",
        # Less what of those reversals was reversed, and less what of that was.
        f"WITH {_ENTRIES}, nothing AS (SELECT {_OWN}, 0 AS undone FROM backs WHERE false),"
        f" {_undone('last', 'nothing')}, {_undone('later', 'last')}, {_undone('sums', 'later')}"
        " SELECT r.source_system, r.fee_entry_id FROM backs r"
        f" JOIN posted e ON {_ONE_ACCOUNT} AND e.fee_entry_id = r.reverses"
        f" JOIN sums s ON s.source_system = r.source_system AND s.student_id = r.student_id"
        " AND s.currency = r.currency AND s.fee_entry_id = r.reverses WHERE s.undone > e.amount",
    ),
    Check(
        "REFUND_OVER_PAID",
        "a refund to a student to whom more is refunded than was paid, what was reversed left out",
        f"WITH {_WAYS}, net AS (SELECT {_ACCOUNT}, kind AS meant, amount FROM firm UNION ALL"
        f" SELECT r.source_system, r.student_id, r.currency, e.kind AS meant,"
        " CASE r.way.steps % 2 WHEN 1 THEN -r.amount ELSE r.amount END AS amount FROM ways r"
        f" JOIN firm e ON {_ONE_ACCOUNT} AND e.fee_entry_id = r.way.at),"
        f" exceeding AS (SELECT {_ACCOUNT} FROM net WHERE meant IN ('{PAYMENT}', '{REFUND}')"
        f" GROUP BY {_ACCOUNT} HAVING sum(CASE meant WHEN '{REFUND}' THEN amount ELSE -amount END) > 0)"
        f" SELECT source_system, fee_entry_id FROM posted JOIN exceeding USING ({_ACCOUNT}) WHERE kind = '{REFUND}'",
    ),
    Check(
        "APPLIED_TO_OTHER_STUDENT",
        "an entry that is meant for one of another student",
        f"WITH {_ENTRIES} SELECT r.source_system, r.fee_entry_id FROM posted r JOIN {{table}} e"
        " ON e.source_system = r.source_system AND e.fee_entry_id = r.applies_to WHERE e.student_id <> r.student_id",
    ),
)
