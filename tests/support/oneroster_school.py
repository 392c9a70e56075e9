"""A small school in the rows of OneRoster, 1.1 and 1.2, and what happens there after the first export."""

from __future__ import annotations

Row = dict[str, str]
Tables = dict[str, list[Row]]
CHANGED = "2025-02-03T10:15:30.000Z"
STUDENTS = ("stu1", "stu2", "stu3", "stu4")


def tables(version: str) -> Tables:
    """A whole school: four students, a teacher and a parent, two courses and classes, graded work."""
    people = [*[(student, "student") for student in STUDENTS], ("tea1", "teacher"), ("par1", "parent")]
    users = [user(person, role, version) for person, role in people]
    rows: Tables = {
        "orgs": [
            {"sourcedId": "dis1", "name": "District", "type": "district"},
            {"sourcedId": "sch1", "name": "School", "type": "school", "parentSourcedId": "dis1"},
        ],
        "academicSessions": [
            {
                "sourcedId": "y25",
                "title": "2024-25",
                "type": "schoolYear",
                "startDate": "2024-08-01",
                "endDate": "2025-07-01",
                "schoolYear": "2025",
            },
            {
                "sourcedId": "t1",
                "title": "Autumn",
                "type": "term",
                "startDate": "2024-08-01",
                "endDate": "2025-01-15",
                "parentSourcedId": "y25",
                "schoolYear": "2025",
            },
        ],
        "courses": [
            {
                "sourcedId": "cou1",
                "schoolYearSourcedId": "y25",
                "title": "Algebra I",
                "courseCode": "ALG1",
                "grades": "09",
                "orgSourcedId": "sch1",
                "subjects": "Mathematics,Algebra",
            },
            {
                "sourcedId": "cou2",
                "title": "World history",
                "courseCode": "HIS",
                "grades": "09,10",
                "orgSourcedId": "sch1",
                "subjects": "History",
            },
        ],
        "classes": [
            {
                "sourcedId": "cla1",
                "title": "Algebra, period 1",
                "grades": "09",
                "courseSourcedId": "cou1",
                "classType": "scheduled",
                "schoolSourcedId": "sch1",
                "termSourcedIds": "t1,t2",
                "subjects": "Algebra",
                "periods": "1,2",
            },
            {
                "sourcedId": "cla2",
                "title": "History, period 3",
                "grades": "09,10",
                "courseSourcedId": "cou2",
                "classType": "scheduled",
                "schoolSourcedId": "sch1",
                "termSourcedIds": "t1",
            },
        ],
        "users": users,
        "enrollments": [
            *[enrollment(student, "cla1", "student") for student in STUDENTS],
            enrollment("stu1", "cla2", "student"),
            enrollment("tea1", "cla1", "teacher"),
        ],
        "demographics": [
            {"sourcedId": "stu1", "birthDate": "2010-04-01", "sex": "female"},
            {"sourcedId": "stu2", "birthDate": "2009-12-24", "sex": "male"},
        ],
        "lineItems": [
            {
                "sourcedId": "lin1",
                "title": "Proofs",
                "assignDate": "2024-09-02",
                "dueDate": "2024-09-09",
                "classSourcedId": "cla1",
                "resultValueMin": "0.0",
                "resultValueMax": "20.0",
            },
            {
                "sourcedId": "lin2",
                "title": "Essay",
                "assignDate": "2024-09-02",
                "dueDate": "2024-09-09",
                "classSourcedId": "cla2",
                "resultValueMin": "0.0",
                "resultValueMax": "100.0",
            },
        ],
        "results": [
            result("res1", "lin1", "stu1", "fully graded", "17.5"),
            result("res2", "lin1", "stu2", "not submitted", "0.0"),
            result("res3", "lin1", "stu3", "exempt", ""),
            result("res4", "lin2", "stu1", "partially graded", "64.0"),
        ],
    }
    if version == "1.2":
        rows["roles"] = [_role(person, role) for person, role in people]
    return rows


def changes(version: str) -> Tables:
    """What happened after the export of `tables`: a name corrected, a student gone, one come, a result withdrawn."""
    base = tables(version)
    by_id = {name: {row["sourcedId"]: row for row in rows} for name, rows in base.items()}
    rows: Tables = {
        "users": [
            {**by_id["users"]["stu1"], "familyName": "Corrected"},
            {**by_id["users"]["stu4"], "status": "tobedeleted"},
            user("stu5", "student", version),
        ],
        "enrollments": [
            {**by_id["enrollments"]["enr-stu4-cla1"], "status": "tobedeleted"},
            enrollment("stu5", "cla1", "student"),
        ],
        "results": [{**by_id["results"]["res4"], "status": "tobedeleted"}],
    }
    if version == "1.2":
        rows["roles"] = [{**by_id["roles"]["rol-stu4"], "status": "tobedeleted"}, _role("stu5", "student")]
    return {name: [{"status": "active", **row, "dateLastModified": CHANGED} for row in of] for name, of in rows.items()}


def user(person: str, role: str, version: str) -> Row:
    row = {
        "sourcedId": person,
        "enabledUser": "false" if person == "stu3" else "true",
        "username": person,
        "userIds": "{Fed:1234},{SIS:" + person + "}",
        "givenName": f"Given {person}",
        "familyName": f"Family {person}",
        "email": f"{person}@school.example",
        "grades": "09,10" if person == "stu2" else "09" if role == "student" else "",
    }
    of_version = {"orgSourcedIds": "sch1,dis1", "role": role} if version == "1.1" else {"primaryOrgSourcedId": "sch1"}
    return {**row, **of_version}


def _role(person: str, role: str) -> Row:
    row = {"roleType": "primary", "role": role, "beginDate": "2024-08-01", "endDate": "2025-07-01"}
    return {"sourcedId": f"rol-{person}", "userSourcedId": person, **row, "orgSourcedId": "sch1"}


def enrollment(person: str, class_: str, role: str) -> Row:
    row = {"classSourcedId": class_, "schoolSourcedId": "sch1", "userSourcedId": person, "role": role}
    dates = {"beginDate": "2024-08-01", "endDate": "2025-01-15"}
    return {"sourcedId": f"enr-{person}-{class_}", **row, "primary": str(role == "teacher").lower(), **dates}


def result(key: str, item: str, student: str, status: str, score: str) -> Row:
    row = {"lineItemSourcedId": item, "studentSourcedId": student, "scoreStatus": status, "score": score}
    return {"sourcedId": key, **row, "scoreDate": "2024-09-10", "comment": 'Said "fine", then left'}
