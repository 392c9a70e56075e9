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
STANDARD_KINDS: Spellings = {
    "Subject": ("subject", "course", "content area", "learning area"),
    "Strand": ("strand", "domain", "cluster", "conceptual category", "theme"),
    "Unit": ("unit", "unit of work", "module", "chapter"),
    "Standard": ("standard", "content standard", "learning standard", "benchmark", "expectation"),
    "Objective": (
        *("objective", "learning objective", "outcome", "learning outcome", "component", "indicator", "target"),
        "learning target",
    ),
}
# Those of CASE associations are among them.
LINK_KINDS: Spellings = {
    "Child Of": ("child of", "is child of", "ischildof", "part of", "is part of", "ispartof"),
    "Covers": ("covers", "teaches", "addresses"),
    "Assesses": ("assesses", "measures"),
    "Precedes": ("precedes", "prerequisite of", "is prerequisite of"),
    "Same As": ("same as", "exact match of", "exactmatchof", "equivalent to"),
    "Related To": ("related to", "is related to", "isrelatedto", "aligned to"),
    "Replaced By": ("replaced by", "is replaced by", "replacedby"),
}
# All but Scored say why there is no score, wherever they are written.
RESULT_STATUSES: Spellings = {
    "Scored": ("scored", "graded", "complete", "completed", "final"),
    "Absent": ("absent", "abs"),
    "Exempt": ("exempt", "excused", "medical", "med", "waived"),
    "In Progress": ("in progress", "inp", "incomplete", "inc", "pending"),
    "Transferred": ("transferred", "trn"),
    "Not Assessed": ("not assessed", "not yet assessed", "not scored", "no grade"),
}
OBJECTIVE_LEVELS: Spellings = {
    "Exceeds": ("exceeds", "exceeding", "exceeds expectations", "exceeds standard", "advanced", "exemplary"),
    "Meets": ("meets", "meeting", "met", "meets expectations", "meets standard", "proficient", "mastered", "secure"),
    "Approaching": ("approaching", "approaches", "approaching standard", "nearly meets", "developing", "basic"),
    "Below": ("below", "below standard", "below basic", "does not meet", "not met", "beginning", "emerging", "novice"),
}
# Skills by the categories of IB's approaches to learning, and by the clusters of which these consist.
SKILL_CATEGORIES: Spellings = {
    "Thinking": (
        *("thinking", "thinking skills", "critical thinking", "critical thinking skills", "creative thinking"),
        *("creative thinking skills", "transfer", "transfer skills"),
    ),
    "Communication": ("communication", "communication skills"),
    "Social": ("social", "social skills", "collaboration", "collaboration skills"),
    "Self-management": (
        *("self management", "self management skills", "organization", "organization skills", "organisation"),
        *("organisation skills", "affective", "affective skills", "reflection", "reflection skills"),
    ),
    "Research": (
        *("research", "research skills", "information literacy", "information literacy skills", "media literacy"),
        "media literacy skills",
    ),
}
# Four steps. What other words, letters and longer scales mean, the source's codes say.
SKILL_LEVELS: Spellings = {
    "1": ("1", "novice", "observation"),
    "2": ("2", "learner", "emulation"),
    "3": ("3", "practitioner", "demonstration"),
    "4": ("4", "expert", "self regulation"),
}
RATERS: Spellings = {
    "Teacher": ("teacher", "staff", "instructor"),
    "Self": ("self", "student", "self assessment"),
}
# What somebody is in a class: Ed-Fi's "Classroom Position", and roles of OneRoster. Who is a teacher in one and who is
# the teacher of record in the other need not be the same.
POSITIONS: Spellings = {
    "Teacher of Record": ("teacher of record", "lead teacher"),
    "Teacher": ("teacher", "classroom teacher", "instructor"),
    "Support Teacher": ("support teacher", "co teacher", "special education teacher"),
    "Assistant Teacher": ("assistant teacher", "teaching assistant"),
    "Substitute Teacher": ("substitute teacher", "substitute"),
    "Aide": ("aide", "teacher aide", "instructional aide", "paraprofessional", "paraeducator"),
    "Proctor": ("proctor",),
    "Administrator": ("administrator",),
    "Other": ("other",),
}
# Those of them who teach in it: whoever oversees a class, or of whom nobody says what he is there, is none.
TEACHING = ("Teacher of Record", "Teacher", "Support Teacher", "Assistant Teacher", "Substitute Teacher", "Aide")
CATEGORIES: dict[str, dict[str, Spellings]] = {
    "class_staff": {"role": POSITIONS},
    "pd_attendance": {"status": PD_STATUSES, "unit": PD_UNITS},
    "standards": {"kind": STANDARD_KINDS},
    "curriculum_links": {"kind": LINK_KINDS},
    "objective_results": {"status": RESULT_STATUSES, "level": OBJECTIVE_LEVELS},
    "skill_ratings": {"category": SKILL_CATEGORIES, "level": SKILL_LEVELS, "rater_kind": RATERS},
}
