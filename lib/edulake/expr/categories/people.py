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
# What somebody does, with the roles of OneRoster and Ed-Fi's "Staff Classification"; an assignment is of one kind,
# whatever its title.
ROLES = {
    "Teacher": (
        *(
            "teacher",
            "classroom teacher",
            "special education teacher",
            "substitute teacher",
            "pre kindergarten teacher",
        ),
        *("kindergarten teacher", "elementary teacher", "secondary teacher", "ungraded teacher"),
    ),
    "Aide": (
        *("aide", "teacher aide", "instructional aide", "teaching assistant", "paraprofessional", "paraeducator"),
        "paraprofessional/instructional aide",
    ),
    "Counsellor": (
        *("counsellor", "counselor", "school counselor", "school counsellor", "guidance counselor"),
        *("elementary school counselor", "secondary school counselor"),
    ),
    "Nurse": ("nurse", "school nurse"),
    "Librarian": (
        *("librarian", "media specialist", "library media specialist", "librarians/media specialists"),
        "librarian/media specialist",
    ),
    "Administrator": (
        *("administrator", "principal", "assistant principal", "vice principal", "superintendent"),
        *("districtadministrator", "siteadministrator", "systemadministrator", "school administrator"),
        *("district administrator", "site administrator", "system administrator", "lea administrator"),
        *("assistant superintendent", "lea system administrator", "state administrator", "school leader"),
    ),
    "Support": (
        *("support", "support staff", "secretary", "clerk", "custodian", "bus driver", "food service", "proctor"),
        *("lea administrative support staff", "school administrative support staff", "library/media support staff"),
        *("student support services staff (w/o psychology)", "support services staff", "all other support staff"),
        "operational support",
    ),
    "Other": ("other", "other staff"),
}

# Guardians: what they are to a student, and the groups that a student belongs to.
# Relations, as CEDS "Person Relationship to Learner Contact Type" and Ed-Fi name them, those with a comma as well.
RELATIONS = {
    "Mother": ("mother", "mom", "mum", "birth mother", "natural mother", "adoptive mother", "mother, adoptive"),
    "Father": ("father", "dad", "birth father", "natural father", "adoptive father", "father, adoptive"),
    "Parent": ("parent", "parents", "adoptive parent", "adoptive parents"),
    "Stepparent": (
        *("stepparent", "step parent", "parent, step", "stepmother", "step mother", "mother, step"),
        *("stepfather", "step father", "father, step"),
    ),
    "Foster Parent": ("foster parent", "foster mother", "mother, foster", "foster father", "father, foster"),
    "Guardian": ("guardian", "legal guardian", "court appointed guardian", "courtappointedguardian"),
    "Grandparent": ("grandparent", "grandparents", "grandmother", "grandma", "grandfather", "grandpa"),
    "Sibling": (
        *("sibling", "brother", "sister", "half brother", "half sister", "brother, half", "sister, half"),
        *("stepbrother", "stepsister", "brother, step", "sister, step"),
    ),
    "Relative": (
        *("relative", "other relative", "family member", "aunt", "uncle", "cousin", "niece", "nephew", "great aunt"),
        *("great uncle", "great grandparent", "brotherinlaw", "sisterinlaw", "fatherinlaw", "motherinlaw"),
    ),
    "Friend": ("friend", "family friend", "neighbor", "neighbour"),
    "Caregiver": ("caregiver", "babysitter", "nanny", "daycare", "day care", "daycare provider"),
    "Caseworker": ("caseworker", "case worker", "social worker", "agency representative"),
    "Self": ("self",),
    "Other": ("other", "non relative"),
}
# "Gender" and "sex" are one kind here, as student systems have one column for either. "Ethnicity" is none: it is the
# race in one system, and Hispanic or not in the next.
KINDS = {
    "Sex": ("sex", "gender"),
    "Race": ("race", "races"),
    "Hispanic": ("hispanic", "hispanic or latino", "hispanic latino ethnicity", "hispanic or latino ethnicity"),
    "English Learner": (
        *("english learner", "english language learner", "el", "ell", "lep", "limited english proficiency"),
        "limited english proficient",
    ),
    "Economic": (
        *("economic", "economic disadvantage", "economic disadvantaged", "economically disadvantaged"),
        *("free or reduced lunch", "frl"),
    ),
    "Special Education": ("special education", "sped", "iep", "student with disability", "students with disabilities"),
    "Homeless": ("homeless", "homelessness"),
    "Migrant": ("migrant", "migratory"),
    "Military": ("military", "military connected", "parent in military"),
    "Section 504": ("section 504", "504", "504 plan"),
    "Home Language": ("home language", "language at home"),
}
YES = ("yes", "true", "y", "t", "1", "x")
NO = ("no", "false", "n", "f", "0")
ANSWERS = {"Yes": YES, "No": NO}
# Ed-Fi has a hyphen between blanks: that reads as three of them.
RACES = {
    "American Indian or Alaska Native": (
        *("american indian or alaska native", "american indian or alaskan native", "american indian alaska native"),
        *("american indian/alaska native", "american indian", "alaska native", "native american"),
        "american indian   alaska native",
    ),
    "Asian": ("asian",),
    "Black or African American": (
        *("black or african american", "black/african american", "black african american", "black"),
        *("african american", "black   african american"),
    ),
    "Native Hawaiian or Other Pacific Islander": (
        *("native hawaiian or other pacific islander", "native hawaiian or pacific islander"),
        *("native hawaiian/pacific islander", "native hawaiian", "pacific islander"),
        "native hawaiian   pacific islander",
    ),
    "White": ("white", "caucasian"),
    # Where one column holds either: it comes before any race.
    "Hispanic": ("hispanic", "hispanic or latino", "hispanic/latino", "latino", "latina", "latinx"),
    "Two or More": ("two or more", "two or more races", "multiracial", "multi racial", "multiple races"),
    "Other": ("other", "other race", "some other race"),
}
# By kind, as "n" is No of most and nothing of others. A home language is what its source calls it.
VALUES: dict[str, Spellings] = {
    "Sex": {
        "Female": ("female", "f", "girl"),
        "Male": ("male", "m", "boy"),
        "Nonbinary": ("nonbinary", "non binary", "x"),
        "Other": ("other",),
    },
    "Race": RACES,
    "Hispanic": {
        "Yes": (*YES, "hispanic", "hispanic or latino", "hispanic/latino"),
        "No": (*NO, "not hispanic", "non hispanic", "not hispanic or latino", "not hispanic/latino"),
    },
    "English Learner": {
        "Yes": (*YES, "el", "ell", "lep", "english learner", "limited", "limited english proficient"),
        "No": (*NO, "not el", "notlimited", "not limited english proficient", "english proficient"),
    },
    "Economic": {
        "Free": ("free", "free lunch", "free meals", "eligible for free meals"),
        "Reduced": (
            *("reduced", "reduced price", "reduced lunch", "reduced price lunch"),
            "eligible for reduced price meals",
        ),
        "Yes": (*YES, "other economic disadvantage"),
        "No": (*NO, "paid", "full price", "not qualified as economically disadvantaged"),
    },
    "Special Education": {"Yes": (*YES, "iep"), "No": NO},
    **dict.fromkeys(("Homeless", "Migrant", "Military"), ANSWERS),
    "Section 504": {"Yes": (*YES, "504", "504 plan"), "No": NO},
    "Home Language": {},
}
# What a program is for, as CEDS "Program Type" and Ed-Fi name it, in the words of `KINDS` where it is for such a group.
# A program in two languages is not for those alone who learn English.
PROGRAM_TYPES = {
    "Special Education": (
        *("special education", "special education services", "special education program", "sped"),
        *("preschool special education", "idea"),
    ),
    "Section 504": ("section 504", "section 504 placement", "504", "504 plan"),
    "English Learner": (
        *("english learner", "english language learner", "english as a second language", "esl", "esol"),
        *("english as a second language (esl)", "english as a second language (esl) program"),
    ),
    "Bilingual": (
        *("bilingual", "bilingual education", "bilingual education program", "bilingual summer", "dual language"),
    ),
    "Gifted and Talented": ("gifted and talented", "gifted and talented program", "gifted", "gate", "gt"),
    "Title I": ("title i", "title i part a", "title 1", "title 1 part a"),
    "Meals": (
        *("meals", "free and reduced meals", "free and reduced price meals", "free or reduced price meals"),
        *("school food service", "food service", "school lunch program", "national school lunch program"),
        "student school food service",
    ),
    "Homeless": ("homeless", "homeless education", "mckinney vento"),
    "Foster Care": ("foster care",),
    "Migrant": ("migrant", "migrant education", "migrant education program", "title i part c"),
    "Immigrant": ("immigrant", "immigrant education", "immigrant education program"),
    "Indian Education": ("indian education", "american indian education"),
    "Neglected or Delinquent": (
        *("neglected or delinquent", "neglected and delinquent", "neglected and delinquent program"),
        "title i part d",
    ),
    "Career and Technical": (
        *("career and technical", "career and technical education", "cte", "vocational education"),
        *("technical preparatory", "tech prep"),
    ),
    "Early Childhood": (
        *("early childhood", "early childhood education", "early childhood program", "head start", "even start"),
        *("early head start", "prekindergarten", "prekindergarten   extended day", "prekindergarten   full day"),
        *("prekindergarten   half day", "public preschool"),
    ),
    "Alternative": ("alternative", "alternative education", "alternative education program"),
    "Remedial": ("remedial", "remedial education", "remedial education program"),
    "Dropout Prevention": ("dropout prevention", "student retention/dropout prevention"),
    "Extended Day": ("extended day", "after school", "after school program", "extended day/child care services"),
    "Counselling": ("counselling", "counselling services", "counseling", "counseling services"),
    "Health Services": ("health services", "health services program", "school health services"),
    "Other": ("other",),
}
# What a code of a source may mean, of whichever kind: that it fits its row's kind is seen there.
OF_ANY_KIND: Spellings = {value: () for of_kind in VALUES.values() for value in of_kind}

CATEGORIES: dict[str, dict[str, Spellings]] = {
    "memberships": {"exit_type": EXIT_TYPES},
    "school_days": {"kind": DAY_KINDS},
    "staff_roles": {"role": ROLES},
    "guardian_links": {"relation": RELATIONS},
    "programs": {"program_type": PROGRAM_TYPES},
    "student_groups": {"kind": KINDS, "value": OF_ANY_KIND},
}
