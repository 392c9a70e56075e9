"""Subjects about operations: how schools run, such as who rides, who applies and who owes."""

from edulake.silver.operations.accounts import ACCOUNTS
from edulake.silver.operations.application_stages import APPLICATION_STAGES
from edulake.silver.operations.fee_entries import FEE_ENTRIES
from edulake.silver.operations.finance_balances import FINANCE_BALANCES
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS
from edulake.silver.operations.transport_riders import TRANSPORT_RIDERS

SUBJECTS = (TRANSPORT_RIDERS, APPLICATION_STAGES, FEE_ENTRIES, ACCOUNTS, FINANCE_POSTINGS, FINANCE_BALANCES)
