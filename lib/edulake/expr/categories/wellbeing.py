"""Categories of subjects about wellbeing: how people fare."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

# What happened: the offenses of CEDS "Incident Behavior" by kind, and merits, which are no offenses.
BEHAVIOURS: Spellings = {
    "Fighting": ("fighting", "fight", "physical altercation", "mutual combat"),
    "Assault": ("assault", "battery", "physical assault", "physical aggression", "violence"),
    "Threat": ("threat", "threats", "threat intimidation", "threat/intimidation", "intimidation", "school threat"),
    "Bullying": ("bullying", "cyberbullying", "cyber bullying"),
    "Harassment": ("harassment", "harassment nonsexual", "harassment, nonsexual", "hazing"),
    "Sexual Misconduct": ("sexual misconduct", "sexual harassment", "harassment, sexual", "sexual offense"),
    "Weapon": ("weapon", "weapons", "weapons possession", "firearm", "possession of a weapon"),
    "Drugs": ("drugs", "drug", "illicit drug", "drug possession", "controlled substance"),
    "Alcohol": ("alcohol", "alcohol possession"),
    "Tobacco": ("tobacco", "vaping", "vape", "smoking", "tobacco possession or use"),
    "Theft": ("theft", "stealing", "robbery", "burglary"),
    "Vandalism": ("vandalism", "property damage", "damage of property", "graffiti"),
    "Arson": ("arson", "fire setting"),
    "Disruption": ("disruption", "disorderly conduct", "disruptive behavior", "disruptive behaviour", "horseplay"),
    "Insubordination": ("insubordination", "defiance", "noncompliance", "disobedience"),
    "Disrespect": ("disrespect", "profanity", "inappropriate language", "obscene behavior", "obscene behaviour"),
    "Truancy": (
        "truancy",
        "skipping class",
        "cutting class",
        "attendance policy violation",
        "leaving without permission",
    ),
    "Dress Code": ("dress code", "dress code violation"),
    "Technology": ("technology", "technology violation", "cell phone", "mobile phone", "misuse of technology"),
    "Dishonesty": ("dishonesty", "academic dishonesty", "cheating", "plagiarism", "lying", "forgery"),
    "Rule Violation": ("rule violation", "violation of school rules", "school violation", "code of conduct"),
    "Merit": ("merit", "commendation", "praise", "positive", "reward"),
    "Other": ("other",),
}
INCIDENT_STATUSES: Spellings = {
    "Open": ("open", "new", "submitted", "pending", "in progress", "under review"),
    "Closed": ("closed", "complete", "completed", "resolved", "final"),
    "Dismissed": ("dismissed", "unfounded", "withdrawn", "void", "voided"),
    "Merged": ("merged", "duplicate"),
    "Draft": ("draft", "saved", "incomplete"),
}
ROLES: Spellings = {
    "Perpetrator": ("perpetrator", "offender", "aggressor", "referred", "participant as offender"),
    "Victim": ("victim", "target"),
    "Witness": ("witness", "bystander"),
    "Reporter": ("reporter", "reported by"),
}
# CEDS "Discipline Action Taken" by what it means for the days of a student.
ACTIONS: Spellings = {
    "Classroom Removal": ("classroom removal", "removal from classroom", "removed from class", "time out"),
    "In-School Suspension": ("in school suspension", "iss", "internal suspension", "suspension in school"),
    "Out-of-School Suspension": ("out of school suspension", "oss", "external suspension", "suspension out of school"),
    "Expulsion": ("expulsion", "expelled", "expulsion with services", "expulsion without services"),
    "Detention": ("detention", "after school detention", "lunch detention", "saturday school"),
    "Restorative": ("restorative", "restorative practice", "restorative justice", "mediation", "community service"),
    "Contact": ("contact", "parent contact", "guardian contact", "conference", "parent conference", "phone call home"),
    "Other": ("other", "warning", "verbal warning", "written warning", "loss of privilege"),
}
CATEGORIES: dict[str, dict[str, Spellings]] = {
    "incidents": {"category": BEHAVIOURS, "status": INCIDENT_STATUSES},
    "incident_students": {"role": ROLES, "behaviour": BEHAVIOURS},
    "discipline_actions": {"action": ACTIONS},
}
