"""Categories of subjects about people: who studies, teaches and cares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

# How a student left a school. That a year ended is no transfer: at the roll-over everybody leaves a grade.
EXIT_TYPES = {
    "Graduated": ("graduated", "graduate", "graduation", "high school diploma", "completed", "completer"),
    "Transferred": ("transferred", "transfer", "transfer out", "transferred out", "moved"),
    "Dropped Out": ("dropped out", "dropout", "drop out"),
    "Withdrawn": ("withdrawn", "withdrew", "withdrawal", "left", "exited"),
    "Year End": ("year end", "end of year", "end of school year", "rollover", "roll over", "promoted", "retained"),
    "No Show": ("no show", "never attended", "did not attend"),
    "Other": ("other",),
}
# What kind of day a calendar names, as Ed-Fi's "Calendar Event" and student systems write it.
DAY_KINDS = {
    "Instruction": ("instruction", "instructional", "instructional day", "school day", "regular day", "in session"),
    "Short Day": (
        *("short day", "half day", "early dismissal", "early release", "late start", "minimum day"),
        "student late arrival/early dismissal",
    ),
    "Make-up Day": ("make up day", "makeup day", "make up"),
    "Holiday": ("holiday", "public holiday", "bank holiday"),
    "Break": ("break", "school break", "vacation", "recess"),
    "Weekend": ("weekend", "saturday", "sunday"),
    "Staff Day": ("staff day", "teacher only day", "teacher workday", "staff development", "in service", "inservice"),
    "Closed": ("closed", "closure", "weather day", "snow day", "emergency day", "strike", "non instructional day"),
}
SCHOOL_IS_HELD = ("Instruction", "Short Day", "Make-up Day")
# What somebody does, with the roles of OneRoster; an assignment is of one kind, whatever its title.
ROLES = {
    "Teacher": ("teacher", "classroom teacher", "special education teacher", "substitute teacher"),
    "Aide": ("aide", "teacher aide", "instructional aide", "teaching assistant", "paraprofessional", "paraeducator"),
    "Counsellor": ("counsellor", "counselor", "school counselor", "school counsellor", "guidance counselor"),
    "Nurse": ("nurse", "school nurse"),
    "Librarian": ("librarian", "media specialist", "library media specialist", "librarians/media specialists"),
    "Administrator": (
        *("administrator", "principal", "assistant principal", "vice principal", "superintendent"),
        *("districtadministrator", "siteadministrator", "systemadministrator", "school administrator"),
        *("district administrator", "site administrator", "system administrator"),
    ),
    "Support": ("support", "support staff", "secretary", "clerk", "custodian", "bus driver", "food service", "proctor"),
    "Other": ("other", "other staff"),
}

CATEGORIES: dict[str, dict[str, Spellings]] = {
    "memberships": {"exit_type": EXIT_TYPES},
    "school_days": {"kind": DAY_KINDS},
    "staff_roles": {"role": ROLES},
}
