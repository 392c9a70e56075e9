"""Subjects about operations: how schools run, such as who rides, who applies and who owes."""

from edulake.silver.operations.application_stages import APPLICATION_STAGES
from edulake.silver.operations.fee_entries import FEE_ENTRIES
from edulake.silver.operations.transport_riders import TRANSPORT_RIDERS

SUBJECTS = (TRANSPORT_RIDERS, APPLICATION_STAGES, FEE_ENTRIES)
