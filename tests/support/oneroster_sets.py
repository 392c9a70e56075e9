"""Small OneRoster exports, 1.1 and 1.2, whole (bulk) and as changes (delta), and what exports get wrong.

There is no public sample. Columns: 1EdTech OneRoster CSV binding 1.2.1 and the tables of 1.1. The same arguments
give the same bytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]
Files = dict[str, bytes]

BASE = "sourcedId,status,dateLastModified"
COMMON = {
    "orgs": "name,type,identifier,parentSourcedId",
    "academicSessions": "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "enrollments": "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
}
OF_VERSION = {
    "1.1": {
        "users": "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
        "lineItems": "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax",
        "results": "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment",
    },
    "1.2": {
        "users": "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
        "roles": "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
        "lineItems": "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId",
        "results": "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,classSourcedId,inProgress,incomplete,late,missing",
    },
}
OTHER_FILES = ("categories", "classResources", "courseResources", "resources")
CHANGED = "2025-02-03T10:15:30.000Z"
STUDENTS = ("stu1", "stu2", "stu3", "stu4")


def headers(version: str) -> dict[str, list[str]]:
    return {name: f"{BASE},{rest}".split(",") for name, rest in {**COMMON, **OF_VERSION[version]}.items()}


def tables(version: str) -> Tables:
    """A whole school: four students, a teacher and a parent, two courses and classes, graded work."""
    people = [*[(student, "student") for student in STUDENTS], ("tea1", "teacher"), ("par1", "parent")]
    users = [_user(person, role, version) for person, role in people]
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
            *[_enrollment(student, "cla1", "student") for student in STUDENTS],
            _enrollment("stu1", "cla2", "student"),
            _enrollment("tea1", "cla1", "teacher"),
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
            _result("res1", "lin1", "stu1", "fully graded", "17.5"),
            _result("res2", "lin1", "stu2", "not submitted", "0.0"),
            _result("res3", "lin1", "stu3", "exempt", ""),
            _result("res4", "lin2", "stu1", "partially graded", "64.0"),
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
            _user("stu5", "student", version),
        ],
        "enrollments": [
            {**by_id["enrollments"]["enr-stu4-cla1"], "status": "tobedeleted"},
            _enrollment("stu5", "cla1", "student"),
        ],
        "results": [{**by_id["results"]["res4"], "status": "tobedeleted"}],
    }
    if version == "1.2":
        rows["roles"] = [{**by_id["roles"]["rol-stu4"], "status": "tobedeleted"}, _role("stu5", "student")]
    return {name: [{"status": "active", **row, "dateLastModified": CHANGED} for row in of] for name, of in rows.items()}


def bulk(version: str) -> Files:
    return files(version, tables(version), "bulk")


def delta(version: str) -> Files:
    return files(version, changes(version), "delta")


def files(version: str, content: Tables, mode: str) -> Files:
    """CSV files of the tables, all fields quoted where they need it, and the manifest that announces them."""
    columns = headers(version)
    named = {f"{name}.csv": _csv(columns[name], rows) for name, rows in content.items()}
    return {"manifest.csv": manifest(version, dict.fromkeys(content, mode)), **named}


def manifest(version: str, modes: dict[str, str]) -> bytes:
    known = {**dict.fromkeys([*headers(version), *OTHER_FILES], "absent"), **modes}
    properties = {"manifest.version": "1.0", "oneroster.version": version}
    properties |= {f"file.{name}": mode for name, mode in sorted(known.items())}
    properties |= {"source.systemName": "Sample SIS", "source.systemCode": "sample"}
    return _csv(["propertyName", "value"], [{"propertyName": k, "value": v} for k, v in properties.items()])


def zipped(content: Files) -> bytes:
    """A zip of the files, the same bytes whenever it is made."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def written(content: Files, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


def _changed(name: str, edit: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    return lambda given: {**given, name: edit(given[name])}


def _row_added(name: str, version: str, row: Row) -> Callable[[Files], Files]:
    return _changed(name, lambda data: data + _csv(headers(version)[name.removesuffix(".csv")], [row], header=False))


def violations(version: str) -> dict[str, Callable[[Files], Files]]:
    """What exports get wrong: each makes a set of `bulk` or `delta` faulty in one way, or merely unusual."""
    twice = {**_user("stu1", "student", version), "familyName": "Other"}
    return {
        "wrong_header_case": _changed("users.csv", lambda data: data.replace(b"sourcedId", b"SourcedID", 1)),
        "missing_manifest": lambda given: {name: data for name, data in given.items() if name != "manifest.csv"},
        "missing_date_in_delta": _changed("users.csv", lambda data: data.replace(CHANGED.encode(), b"")),
        "unknown_role": _row_added("enrollments.csv", version, _enrollment("stu2", "cla2", "pupil")),
        "dangling_class": _row_added("enrollments.csv", version, _enrollment("stu2", "cla9", "student")),
        "dangling_line_item": _row_added(
            "results.csv", version, _result("res9", "lin9", "stu1", "fully graded", "1.0")
        ),
        "duplicate_sourced_ids": _row_added("users.csv", version, twice),
        "byte_order_mark": lambda given: {name: b"\xef\xbb\xbf" + data for name, data in given.items()},
        "extension_columns": _changed("orgs.csv", _extended),
        "not_utf8": _changed("users.csv", lambda data: data.replace(b"Given stu2", "Zoë".encode("latin-1"))),
        "primary_student": _changed("enrollments.csv", lambda data: data.replace(b"student,false", b"student,true")),
        "announced_but_missing": lambda given: {name: data for name, data in given.items() if name != "users.csv"},
        "called_absent": _changed("manifest.csv", lambda data: data.replace(b"file.users,bulk", b"file.users,absent")),
    }


def _extended(data: bytes) -> bytes:
    head, *lines = data.decode().splitlines()
    return "\r\n".join([f"{head},metadata.sample.region", *[f"{line},North" for line in lines], ""]).encode()


def _user(person: str, role: str, version: str) -> Row:
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


def _enrollment(person: str, class_: str, role: str) -> Row:
    row = {"classSourcedId": class_, "schoolSourcedId": "sch1", "userSourcedId": person, "role": role}
    dates = {"beginDate": "2024-08-01", "endDate": "2025-01-15"}
    return {"sourcedId": f"enr-{person}-{class_}", **row, "primary": str(role == "teacher").lower(), **dates}


def _result(key: str, item: str, student: str, status: str, score: str) -> Row:
    row = {"lineItemSourcedId": item, "studentSourcedId": student, "scoreStatus": status, "score": score}
    return {"sourcedId": key, **row, "scoreDate": "2024-09-10", "comment": 'Said "fine", then left'}


def _csv(columns: list[str], rows: list[Row], *, header: bool = True) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()
