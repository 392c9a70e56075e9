"""Deliveries of every kind of source, with a canary in every field that is about a person."""

from __future__ import annotations

import json

import oneroster_sets
from canaries_by_hand import BORN, FAMILY, GIVEN, HARMFUL, IDS, NAME, PEOPLE, PHONE, RECORDS, described
from canaries_of_ids import CROSSWALK, OF_IDS
from lake import Lake, record

# Of a source that keeps it out, and the password of OneRoster.
SECRET = "078-05-1120"
# The ids of students are numbered, and each source that has ids of rows has its own.
STUDENTS = [f"STU7700{n}" for n in range(1, 5)]
OF_OULAD = ["9917001", "9917002"]
ROWS = ["RES-7744", "ATT-7744", "enr-7744"]
CANARIES = [NAME, GIVEN, FAMILY, BORN, PHONE, SECRET, *STUDENTS, *OF_OULAD, *PEOPLE, *ROWS, *IDS, *OF_IDS, *HARMFUL]
ENROLLED = f"""
{"".join(described(subject) for subject in RECORDS)}
{CROSSWALK}
[sources.clubs]
subject = "enrollments"
files = "**/*.csv"
format = "csv"
omit = ["ssn"]
[sources.clubs.columns]
student_id = "student"
course_id = "course"
[sources.welfare]
subject = "students"
files = "**/*.csv"
format = "csv"
[sources.welfare.columns]
student_id = "student"
name = "name"
gender = "sex"
disability = "needs"
"""


def deliver_school(lake: Lake) -> None:
    a, b, c, d = STUDENTS
    folder = "school_files/2025-01-06"
    head = "student_id,name,class_id,grade,email,enrollment_date,status,school_id\n"
    lake.deliver(
        f"{folder}/students.csv",
        head
        + f"{a},{NAME},C1,3,{GIVEN}.{FAMILY}@school.example,2024-09-01,Active,S1\n"
        + f"{b},{NAME} II,C1,3,{FAMILY}@school.example,2024-09-01,{NAME} has left,S1\n"
        + f"{c},{FAMILY},{GIVEN},C1,3,x@school.example,2024-09-01,Active,S1\n",
    )
    head = "attendance_id,student_id,date,status,class_id\n"
    sound = f"{ROWS[1]},{a},2024-10-01,Present,C1\n,{b},2024-10-01,Absent,C1\n"
    lake.deliver(
        f"{folder}/attendance.csv", f"{head}{sound},{b},2024-10-02,{NAME} is ill,C1\n,{d},soon {NAME},Absent,C1\n"
    )
    lake.deliver("clubs/1.csv", f"student,course,ssn\n{a},CHESS,{SECRET}\n{b},CHESS,{SECRET},{NAME}\n")
    sex, needs = HARMFUL
    refused = f",{NAME},{sex},{needs}\n{b},{NAME},{needs},{sex},{needs}\n"
    lake.deliver("welfare/1.csv", f"student,name,sex,needs\n{a},{NAME},{sex},{needs}\n{refused}")
    results = [
        record(assessment_id=ROWS[0], student_id=a),
        record(assessment_id=None, student_id=b, score=f"{NAME} was ill"),
        record(assessment_id=None, student_id=c, assessment_date=f"{NAME}, {BORN}"),
    ]
    lake.deliver_json("lms_system_a/1.jsonl", *results)
    nested = {
        "student": {"id": a, "name": NAME},
        "score": 7,
        "max_score": 10,
        "assessed_at": "2024-10-01",
        "subject": "Art",
    }
    lake.deliver(f"{folder}/assessments.json", json.dumps([nested]))
    columns = "student_id string, course_id string, login_time string, progress_percentage string, last_modified string"
    logins = [(a, "CHESS", "2024-10-01T08:00:00Z", "50", "2024-10-01T08:00:00Z")]
    frame = lake.spark.createDataFrame(logins, columns).repartition(1)
    frame.write.parquet(str(lake.landing / "edtech_platform" / "2025-01-06"))


def deliver_oulad(lake: Lake) -> None:
    a, b = OF_OULAD
    course = '"AAA","2013J"'
    files = {
        "courses": f'"code_module","code_presentation","module_presentation_length"\n{course},"268"\n',
        "assessments": (
            '"code_module","code_presentation","id_assessment","assessment_type","date","weight"\n'
            f'{course},"1752","TMA","19","10"\n'
        ),
        "studentAssessment": (
            f'"id_assessment","id_student","date_submitted","is_banked","score"\n"1752","{a}","18","0","78"\n'
            f'"1752","{b}","{NAME}","0","70"\n'
        ),
        "studentInfo": (
            '"code_module","code_presentation","id_student","gender","region","highest_education","imd_band","age_band",'
            '"num_of_prev_attempts","studied_credits","disability","final_result"\n'
            f'{course},"{a}","M","Wales","HE","0-10%","0-35","0","60","N","Pass"\n'
        ),
        "studentRegistration": (
            '"code_module","code_presentation","id_student","date_registration","date_unregistration"\n'
            f'{course},"{a}","-10",""\n'
        ),
        "vle": (
            '"id_site","code_module","code_presentation","activity_type","week_from","week_to"\n'
            f'"546",{course},"forum","",""\n'
        ),
        "studentVle": (
            f'"code_module","code_presentation","id_student","id_site","date","sum_click"\n{course},"{a}","546","3","4"\n'
        ),
    }
    for name, text in files.items():
        lake.deliver(f"oulad/{name}.csv", text)


def deliver_oneroster(lake: Lake) -> None:
    tables = oneroster_sets.tables("1.2")
    student = STUDENTS[3]
    personal = {
        "username": f"{GIVEN}1", "userIds": f"{{SIS:{student}}}", "givenName": GIVEN, "familyName": FAMILY,
        "middleName": NAME, "identifier": student, "email": f"{GIVEN}@school.example", "sms": PHONE, "phone": PHONE,
        "agentSourcedIds": STUDENTS[2], "userMasterIdentifier": student, "preferredGivenName": GIVEN, "password": SECRET,
    }  # fmt: skip
    known = {"stu1": student, "enr-stu1-cla1": ROWS[2], "rol-stu1": f"rol-{student}", "res1": f"res-{student}"}

    def renamed(row: dict[str, str]) -> dict[str, str]:
        return {name: known.get(value, value) for name, value in row.items()}

    tables = {name: [renamed(row) for row in rows] for name, rows in tables.items()}
    tables["users"] = [{**row, **personal} if row["sourcedId"] == student else row for row in tables["users"]]
    tables["demographics"][0] |= {"birthDate": BORN, "cityOfBirth": FAMILY}
    tables["results"][0] |= {"comment": f"{NAME} did well", "textScore": NAME}
    for name, content in oneroster_sets.files("1.2", tables, "bulk").items():
        lake.deliver(f"oneroster/2025-01-06/{name}", content)
