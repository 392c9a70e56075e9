"""Messy assessment exports of three systems, with the right answers beside them.

draws     every random choice, as a hash of what it is for
plan      which records exist, and which file holds them
values    what each record says, and what is wrong with it
fates     what a correct lakehouse makes of each record
forms     how each of the three systems writes a record down
truth     the counts and sums of the plan
delivery  the files
"""

from __future__ import annotations

from edulake.jobs.steps.generate.delivery import generate, is_generated
from edulake.jobs.steps.generate.truth import SystemTruth, Truth

__all__ = ["SystemTruth", "Truth", "generate", "is_generated"]
