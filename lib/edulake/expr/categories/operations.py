"""Categories of subjects about operations: how schools run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

DIRECTIONS: Spellings = {
    "To School": ("to school", "to", "am", "morning", "inbound", "pickup", "pick up"),
    "From School": ("from school", "from", "pm", "afternoon", "outbound", "dropoff", "drop off"),
    "Both": ("both", "both ways", "round trip", "am/pm", "am pm", "am & pm", "am and pm", "to and from school"),
}
MODES: Spellings = {
    "Bus": (
        *("bus", "school bus", "yellow bus", "regular bus", "special bus", "special education bus"),
        "special needs bus",
    ),
    "Van": ("van", "minivan", "mini van", "school van", "school van or suv"),
    "Walk": ("walk", "walker", "walks", "walking", "on foot"),
    "Car": ("car", "private car", "parent", "parent car", "parent pickup", "car rider", "drives", "carpool"),
    "Public": (
        *("public", "public transport", "public transportation", "public transit", "transit", "city bus", "train"),
        "general public transportation",
    ),
    "Other": ("other", "taxi", "bicycle", "bike", "ferry", "boat"),
}
# Where accepted means that the school accepts, which is Offered here, the source's codes.stage say so.
STAGES: Spellings = {
    "Inquiry": ("inquiry", "enquiry", "inquired", "lead", "prospect"),
    "Applied": ("applied", "applicant", "application", "submitted", "application submitted", "in process"),
    "Completed": ("completed", "complete", "application complete", "application completed"),
    "Waitlisted": ("waitlisted", "wait listed", "waitlist", "wait list", "waiting list"),
    "Offered": ("offered", "offer", "offer made", "admitted"),
    "Accepted": ("accepted", "offer accepted"),
    "Enrolled": ("enrolled", "registered", "matriculated"),
    "Denied": ("denied", "rejected", "refused", "not admitted"),
    "Withdrawn": ("withdrawn", "withdrew", "application withdrawn", "cancelled", "canceled"),
    "Declined": ("declined", "offer declined", "parent declined"),
    "Not Enrolled": ("not enrolled", "did not enroll", "did not enrol", "never attended", "no show"),
}
# What is returned by a bank is a payment that is reversed. Debit and credit say nothing of why.
FEE_KINDS: Spellings = {
    "Charge": ("charge", "fee", "invoice", "bill", "billed", "charged"),
    "Payment": ("payment", "paid", "receipt", "payment received"),
    "Refund": ("refund", "refunded"),
    "Waiver": ("waiver", "waived", "fee waiver"),
    "Discount": ("discount", "discounted", "sibling discount"),
    "Aid": ("aid", "financial aid", "grant", "scholarship", "bursary"),
    "Write-off": ("write off", "writeoff", "written off"),
    "Reversal": (
        *("reversal", "reversed", "reverse", "reversing entry", "chargeback", "payment reversal", "charge reversal"),
        *("returned payment", "returned check", "returned cheque", "bounced check", "bounced cheque"),
    ),
}
FEE_STATUSES: Spellings = {
    "Posted": (
        "posted",
        "issued",
        "submitted",
        "open",
        "paid",
        "part paid",
        "partly paid",
        "unpaid",
        "overdue",
        "final",
    ),
    "Draft": ("draft", "pending", "planned", "not issued"),
    "Cancelled": ("cancelled", "canceled", "void", "voided", "deleted"),
}
ACCOUNT_TYPES: Spellings = {
    "Revenue": ("revenue", "revenues", "revenue account", "income"),
    "Expenditure": ("expenditure", "expenditures", "expenditure account", "expense", "expenses"),
    "Balance Sheet": (
        *("balance sheet", "balance sheet account", "asset", "assets", "liability", "liabilities", "equity"),
        *("fund balance", "net position"),
    ),
    "Transfer": ("transfer", "transfers", "transfer in", "transfer out", "transfers in", "transfers out"),
}
MEASURES: Spellings = {
    "Actual": ("actual", "actuals", "local actual"),
    "Budget": ("budget", "budgets", "budgeted", "local budget"),
    "Encumbrance": ("encumbrance", "encumbrances", "encumbered", "local encumbrance"),
}
# Where a budget stands: where what is received and spent does, or, as budgetary accounts have it, on the other side.
SAME_SIDE, OTHER_SIDE = "Same", "Opposite"
BUDGET_SIDES: Spellings = {
    SAME_SIDE: ("same", "same side", "as actual"),
    OTHER_SIDE: ("opposite", "opposite side", "other side", "budgetary"),
}
CATEGORIES: dict[str, dict[str, Spellings]] = {
    "transport_riders": {"direction": DIRECTIONS, "mode": MODES},
    "application_stages": {"stage": STAGES},
    "fee_entries": {"kind": FEE_KINDS, "status": FEE_STATUSES},
    "accounts": {"account_type": ACCOUNT_TYPES},
    "finance_postings": {"measure": MEASURES},
    "finance_balances": {"measure": MEASURES},
}
