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
    "Rule Violation": (
        *("rule violation", "violation of school rules", "school violation", "code of conduct"),
        "school code of conduct",
    ),
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
    "Expulsion": (
        *("expulsion", "expelled", "expulsion with services", "expulsion without services"),
        *("expulsion under guns free school act", "expulsion under guns free school act with services"),
    ),
    "Detention": ("detention", "after school detention", "lunch detention", "saturday school"),
    "Restorative": ("restorative", "restorative practice", "restorative justice", "mediation", "community service"),
    "Contact": ("contact", "parent contact", "guardian contact", "conference", "parent conference", "phone call home"),
    "Other": ("other", "warning", "verbal warning", "written warning", "loss of privilege"),
}
# Why staff are away, as Ed-Fi and CEDS tell it apart; Official is work elsewhere, Closure a day on which nobody works.
ABSENCES: Spellings = {
    "Sick": ("sick", "sick leave", "illness", "medical", "medical leave", "family sick", "flex time sick"),
    "Personal": ("personal", "personal leave", "personal day", "discretionary"),
    "Religious": ("religious", "religious observance", "religious holiday"),
    "Vacation": ("vacation", "annual leave", "holiday leave", "pto"),
    "Bereavement": ("bereavement", "bereavement leave", "funeral"),
    "Jury": ("jury", "jury duty", "court", "subpoena"),
    "Professional Development": ("professional development", "professional", "training", "conference", "pd"),
    "Official": ("official", "official business", "school business", "work elsewhere", "field trip", "union business"),
    "Unpaid": ("unpaid", "unpaid leave", "leave without pay"),
    "Suspension": ("suspension", "suspended", "administrative leave"),
    "Closure": ("closure", "school closed", "weather", "snow day", "emergency closing"),
    "Other": ("other", "parental leave", "maternity leave", "paternity leave", "family leave", "military leave"),
}
HEALTH_KINDS: Spellings = {
    "Immunization": ("immunization", "immunisation", "vaccination", "vaccine", "shot", "dose"),
    "Exemption": ("exemption", "waiver", "immunization exemption", "vaccine exemption"),
    "Condition": ("condition", "medical condition", "diagnosis", "health condition"),
    "Allergy": ("allergy", "allergies"),
    "Alert": ("alert", "health alert", "medical alert"),
    "Screening": ("screening", "screen", "vision screening", "hearing screening"),
    "Visit": ("visit", "nurse visit", "clinic visit", "health office visit", "office visit"),
}
# What is given, alone or in one shot: those that schools require. All Vaccines is what a general exemption is from.
VACCINES: Spellings = {
    "DTaP": ("dtap", "dtp", "dt", "diphtheria tetanus pertussis", "diphtheria, tetanus, pertussis"),
    "Tdap": ("tdap", "tdap booster"),
    "Polio": ("polio", "ipv", "opv", "poliovirus"),
    "MMR": ("mmr", "measles mumps rubella", "measles, mumps, rubella"),
    "MMRV": ("mmrv", "proquad"),
    "Hepatitis A": ("hepatitis a", "hep a", "hepa"),
    "Hepatitis B": ("hepatitis b", "hep b", "hepb"),
    "Varicella": ("varicella", "var", "chickenpox", "chicken pox"),
    "Hib": ("hib", "haemophilus influenzae type b"),
    "Pneumococcal": ("pneumococcal", "pcv", "pcv13", "prevnar"),
    "Meningococcal": ("meningococcal", "menacwy", "mcv4", "mcv"),
    "HPV": ("hpv", "human papillomavirus", "gardasil"),
    "Influenza": ("influenza", "flu", "iiv", "iiv4", "laiv4"),
    "COVID-19": ("covid 19", "covid", "covid19", "sars cov 2", "1vcov"),
    "Rotavirus": ("rotavirus", "rv"),
    "DTaP-HepB-IPV": ("dtap hepb ipv", "pediarix"),
    "DTaP-IPV-Hib": ("dtap ipv hib", "dtap ipv/hib", "pentacel"),
    "DTaP-IPV-Hib-HepB": ("dtap ipv hib hepb", "vaxelis"),
    "DTaP-IPV": ("dtap ipv", "kinrix", "quadracel"),
    "All Vaccines": ("all vaccines", "all", "all immunizations", "general"),
}
HEALTH_STATUSES: Spellings = {
    "Given": ("given", "administered", "complete", "completed", "received"),
    "Medical Exemption": ("medical exemption", "medical", "exempt medical", "contraindication", "immune", "titer"),
    "Other Exemption": (
        "other exemption",
        "religious",
        "religious exemption",
        "philosophical",
        "non medical",
        "personal",
    ),
    "Due": ("due", "overdue", "needed", "past due", "missing"),
    "Active": ("active", "current", "ongoing"),
    "Resolved": ("resolved", "inactive", "ended", "closed"),
}
SURVEY_FORMS: Spellings = {
    "Single": ("single", "single choice", "radio", "radio box", "radiobutton", "dropdown", "likert"),
    "Multiple": ("multiple", "multiple response", "multiple answer", "checkbox", "checkboxes", "select all"),
    "Matrix": ("matrix", "grid", "matrix of numeric ratings", "matrix of textual ratings", "matrix of dropdowns"),
    "Ranking": ("ranking", "rank", "rank order"),
    "Number": ("number", "numeric", "integer", "slider"),
    "Text": ("text", "textbox", "open", "open ended", "free text", "comment", "essay"),
}
RESPONDENTS: Spellings = {
    "Student": ("student", "students", "pupil", "pupils", "learner"),
    "Staff": ("staff", "teacher", "teachers", "employee", "faculty"),
    "Parent": ("parent", "parents", "guardian", "guardians", "family", "contact", "caregiver"),
    "Applicant": ("applicant", "applicants"),
    "Other": ("other", "community", "alumni"),
}
# True and false are what programs write of whether somebody finished.
RESPONSE_STATUSES: Spellings = {
    "Complete": ("complete", "completed", "finished", "submitted", "true", "yes", "1"),
    "Partial": ("partial", "incomplete", "in progress", "started", "false", "no", "0"),
    "Empty": ("empty", "blank", "no answers", "not started"),
}
ANSWER_STATUSES: Spellings = {
    "Answered": ("answered",),
    "No Response": ("no response", "no answer", "skipped", "prefer not to answer", "prefer not to say"),
    "Not Applicable": ("not applicable", "does not apply", "don't know", "do not know", "i don't know"),
    "Out Of Scale": ("out of scale",),
}
CATEGORIES: dict[str, dict[str, Spellings]] = {
    "incidents": {"category": BEHAVIOURS, "status": INCIDENT_STATUSES},
    "incident_students": {"role": ROLES, "behaviour": BEHAVIOURS},
    "discipline_actions": {"action": ACTIONS},
    "staff_absences": {"category": ABSENCES},
    "health_records": {"kind": HEALTH_KINDS, "code": VACCINES, "status": HEALTH_STATUSES},
    "survey_items": {"form": SURVEY_FORMS},
    "survey_responses": {"respondent_kind": RESPONDENTS, "status": RESPONSE_STATUSES},
    "survey_answers": {"status": ANSWER_STATUSES},
    "survey_invitations": {"respondent_kind": RESPONDENTS},
}
