"""What else a school keeps about people: of each subject a record that is accepted and one that is refused.

The records hold canaries wherever a person or what can harm one is told; `canaries` delivers them.
"""

from __future__ import annotations

from lake import Lake

NAME, GIVEN, FAMILY = "Zebulon Quirrelmort", "Zebulon", "Quirrelmort"
BORN, PHONE = "2009-11-29", "555-0199-7744"
STUDENT = "STU77001"
TEACHER, PARENT, APPLICANT = PEOPLE = ["TEA7744", "PAR7744", "APP7744"]
# Of sensitive columns: told to nobody, asked or not.
HARMFUL = ["Androgyne-7744", "Dyslexia-7744"]
SEX, NEEDS = HARMFUL
RECORDS = {
    "memberships": {
        "student_id": STUDENT, "entry_date": "2024-09-01", "exit_date": "2025-01-05", "exit_type": f"{NAME} moved",
        "membership_id": "MEM-7744", "school_id": "S1",
    },
    "school_days": {"date": "2024-10-01", "is_school_day": "yes", "school_id": "S1"},
    "staff": {
        "staff_id": TEACHER, "name": NAME, "given_name": GIVEN, "family_name": FAMILY, "email": f"{FAMILY}@school.example",
        "staff_number": "NUM-7744", "birth_date": BORN, "sex": SEX, "leave_reason": NEEDS, "school_id": "S1",
    },
    "staff_roles": {
        "staff_id": TEACHER, "role": f"{NAME}'s deputy", "begin_date": "2024-08-01", "staff_role_id": "ROL-7744",
        "school_id": "S1",
    },
    "guardians": {
        "guardian_id": PARENT, "name": NAME, "given_name": GIVEN, "family_name": FAMILY, "phone": PHONE,
        "email": f"{FAMILY}@home.example", "household_id": "HOU-7744",
    },
    "guardian_links": {
        "guardian_id": PARENT, "student_id": STUDENT, "relation": f"{NAME}'s friend", "restrictions": NEEDS,
        "link_id": "LIN-7744",
    },
    "student_groups": {
        "student_id": STUDENT, "kind": "Special Education", "value": NEEDS, "student_group_id": "GRO-7744", "school_id": "S1",
    },
    "programs": {"program_id": "PRG1", "name": "Reading help", "program_type": "Remedial", "school_id": "S1"},
    "program_memberships": {
        "student_id": STUDENT, "program_id": NEEDS, "begin_date": "2024-09-01", "exit_reason": SEX,
        "program_membership_id": "PRM-7744", "school_id": "S1",
    },
    "pd_attendance": {
        "staff_id": TEACHER, "activity_id": "A1", "date": "2024-10-01", "status": f"{NAME} slept", "amount": "2",
        "unit": f"as {NAME} says", "pd_attendance_id": "PDA-7744",
    },
    "class_staff": {
        "staff_id": TEACHER, "class_id": "CLS1", "role": f"{NAME}'s deputy", "begin_date": "2024-08-19",
        "class_staff_id": "CST-7744", "school_id": "S1",
    },
    "standards": {"standard_id": "STD1", "framework": "Ours", "kind": "Standard", "school_id": "S1"},
    "incidents": {
        "incident_id": "17", "date": "2024-10-01", "category": f"{NAME} again", "tier": f"ask {NAME}",
        "status": f"with {NAME}", "reporter_id": TEACHER, "school_id": "S1",
    },
    "incident_students": {
        "student_id": STUDENT, "date": "2024-10-01", "incident_id": "17", "role": SEX, "behaviour": NEEDS,
        "incident_student_id": "INC-7744", "school_id": "S1",
    },
    "discipline_actions": {
        "student_id": STUDENT, "date": "2024-10-02", "action": NEEDS, "incident_id": "17",
        "discipline_action_id": "DIS-7744", "school_id": "S1",
    },
    "staff_absences": {
        "staff_id": TEACHER, "date": "2024-10-01", "category": NEEDS, "leave_id": "LEA-7744",
        "staff_absence_id": "ABS-7744", "school_id": "S1",
    },
    "health_records": {
        "student_id": STUDENT, "kind": "Condition", "code": NEEDS, "event_date": "2024-10-01", "status": SEX,
        "severity": NEEDS, "health_record_id": "HEA-7744", "school_id": "S1",
    },
    "survey_items": {"survey_id": "SUR1", "item_code": "Q1", "form": "Single", "options": "Yes|No", "school_id": "S1"},
    "transport_riders": {
        "student_id": STUDENT, "begin_date": "2024-09-01", "direction": f"to {NAME}", "mode": f"{NAME}'s car",
        "stop_id": f"House of {NAME}", "eligibility": SEX, "accommodation": NEEDS, "ride_id": "RID-7744",
        "school_id": "S1",
    },
    "application_stages": {
        "application_id": "APL-7744", "applicant_id": APPLICANT, "student_id": STUDENT, "stage": f"{NAME} waits",
        "entry_year": "2025", "stage_id": "STA-7744", "school_id": "S1",
    },
    "fee_entries": {
        "student_id": STUDENT, "payer_id": PARENT, "invoice_id": "INV-7744", "kind": "Aid", "amount": "120.50",
        "currency": "USD", "posted_date": "2024-10-02", "applies_to": "FEE-7744", "reverses": "FEE-7744", "aid_type": NEEDS,
        "status": f"open, says {NAME}", "fee_entry_id": "FEE-7744", "school_id": "S1",
    },
    "accounts": {"account_id": "ACC1", "fiscal_year": "2025", "account_type": "Expenditure", "account_year_id": "ROW1"},
    "finance_postings": {
        "account_id": "ACC1", "fiscal_year": "2025", "posted_date": "2024-10-01", "measure": "Actual", "amount": "5.00",
        "currency": "USD", "payee": NAME, "posting_id": "POS-7744",
    },
    "finance_balances": {
        "account_id": "ACC1", "fiscal_year": "2025", "as_of_date": "2024-10-31", "measure": "Budget", "amount": "9.00",
        "currency": "USD", "balance_id": "BAL1",
    },
    "curriculum_links": {"from_id": "STD1", "to_id": "STD0", "kind": "Child Of"},
    "objective_results": {
        "student_id": STUDENT, "standard_id": "STD1", "assessment_id": "ASM-7744", "date": "2024-10-01",
        "score": f"{NAME} was ill", "level": f"as {NAME} says", "status": f"{NAME} slept",
        "objective_result_id": "OBJ-7744", "school_id": "S1",
    },
    "skill_ratings": {
        "student_id": STUDENT, "date": "2024-10-01", "category": "Thinking", "level": f"{NAME} tries",
        "rater_kind": f"{NAME}'s friend", "skill_rating_id": "SKI-7744", "school_id": "S1",
    },
    "survey_invitations": {"survey_id": "SUR1", "respondent_kind": "Student", "invited": "12", "school_id": "S1"},
    "survey_responses": {
        "response_id": "RSP-7744", "survey_id": "SUR1", "respondent_kind": f"{NAME}'s friend", "student_id": STUDENT,
        "staff_id": TEACHER, "guardian_id": PARENT, "applicant_id": APPLICANT, "about_student_id": STUDENT,
        "about_staff_id": TEACHER, "is_anonymous": "no", "status": f"with {NAME}", "school_id": "S1",
    },
    "survey_answers": {
        "response_id": "RSP-7744", "survey_id": "SUR1", "item_code": "Q1", "value": f"{NAME} again", "option": NEEDS,
        "form": "Multiple", "options": NEEDS, "school_id": "S1",
    },
    "lessons": {"lesson_id": "LES1", "course_id": "es", "name": "Food", "level": f"as {NAME} says", "school_id": "S1"},
    "conversations": {
        "conversation_id": "CON-7744", "student_id": STUDENT, "course_id": "es", "started_at": "2024-10-01T10:00:00",
        "level": f"as {NAME} says", "school_id": "S1",
    },
    "messages": {
        "message_id": "MSG-7744", "conversation_id": "CON-7744", "student_id": STUDENT, "course_id": "es",
        "level": f"as {NAME} says", "sent_at": "2024-10-01T10:00:00", "role": f"{NAME} says", "content": f"Me llamo {NAME}", "school_id": "S1",
        "corrections": f"I said {NAME}",
    },
    "lesson_progress": {
        "progress_id": "PRO-7744", "student_id": STUDENT, "lesson_id": "LES1", "course_id": "es",
        "status": f"{NAME} slept", "school_id": "S1",
    },
    "attempts": {
        "attempt_id": "ATT-7744", "student_id": STUDENT, "course_id": "es", "level": f"{NAME} tries", "score": "80",
        "recommended_level": f"ask {NAME}", "completed_at": "2024-10-01T10:00:00", "school_id": "S1",
    },
    "proficiency": {"student_id": STUDENT, "course_id": "es", "level": f"as {NAME} says", "school_id": "S1"},
    "experiment_assignments": {
        "student_id": STUDENT, "experiment_id": "EXP1", "variant": "long", "assigned_at": "2024-10-01", "school_id": "S1",
    },
    "experiment_exposures": {
        "exposure_id": "EXO-7744", "student_id": STUDENT, "experiment_id": "EXP1", "exposed_at": "2024-10-01",
        "school_id": "S1",
    },
}  # fmt: skip
# Ids of rows about people.
IDS = [value for record in RECORDS.values() for value in record.values() if value[:4].isupper() and "-7744" in value]
HARMING = [subject for subject, record in RECORDS.items() if {*record.values()} & {*HARMFUL}]


def described(subject: str) -> str:
    """The settings of a source that words the columns of a subject as edulake does."""
    columns = "".join(f'{name} = "{name}"\n' for name in RECORDS[subject])
    source = f"sources.by_hand_{subject}"
    return f'[{source}]\nsubject = "{subject}"\nfiles = "**/*.csv"\nformat = "csv"\n[{source}.columns]\n{columns}'


def deliver_by_hand(lake: Lake) -> None:
    """Files of a record each, and of the same one with its first field left out, without which it is nobody's."""
    for subject, record in RECORDS.items():
        lines = [",".join(record), ",".join(record.values()), ",".join(["", *list(record.values())[1:]]), ""]
        lake.deliver(f"by_hand_{subject}/1.csv", "\n".join(lines))
