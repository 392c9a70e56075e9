"""Categories of subjects about learning: what is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

PD_STATUSES: Spellings = {
    "Completed": ("completed", "complete", "passed", "finished", "done"),
    "Attended": ("attended", "present", "participated"),
    "In Progress": ("in progress", "started", "incomplete"),
    "Registered": ("registered", "enrolled", "signed up", "not started"),
    "No Show": ("no show", "absent", "did not attend"),
    "Cancelled": ("cancelled", "canceled", "withdrawn", "dropped"),
}
PD_UNITS: Spellings = {
    "Clock Hours": ("clock hours", "clock hour", "hours", "hour", "hrs", "hr", "h", "contact hours", "pd hours"),
    "CEU": ("ceu", "ceus", "continuing education unit", "continuing education units"),
    "Credits": ("credits", "credit", "credit hours", "semester hours"),
    "Points": ("points", "point"),
}
CATEGORIES: dict[str, dict[str, Spellings]] = {
    "pd_attendance": {"status": PD_STATUSES, "unit": PD_UNITS},
}
