"""Subjects about operations: how schools run, such as who rides and who applies."""

from edulake.silver.operations.application_stages import APPLICATION_STAGES
from edulake.silver.operations.transport_riders import TRANSPORT_RIDERS

SUBJECTS = (TRANSPORT_RIDERS, APPLICATION_STAGES)
