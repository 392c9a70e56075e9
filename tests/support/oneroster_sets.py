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

from oneroster_school import CHANGED, Row, Tables, changes, enrollment, result, tables, user

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


def headers(version: str) -> dict[str, list[str]]:
    return {name: f"{BASE},{rest}".split(",") for name, rest in {**COMMON, **OF_VERSION[version]}.items()}


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
    twice = {**user("stu1", "student", version), "familyName": "Other"}
    return {
        "wrong_header_case": _changed("users.csv", lambda data: data.replace(b"sourcedId", b"SourcedID", 1)),
        "missing_manifest": lambda given: {name: data for name, data in given.items() if name != "manifest.csv"},
        "missing_date_in_delta": _changed("users.csv", lambda data: data.replace(CHANGED.encode(), b"")),
        "unknown_role": _row_added("enrollments.csv", version, enrollment("stu2", "cla2", "pupil")),
        "dangling_class": _row_added("enrollments.csv", version, enrollment("stu2", "cla9", "student")),
        "dangling_line_item": _row_added("results.csv", version, result("res9", "lin9", "stu1", "fully graded", "1.0")),
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


def _csv(columns: list[str], rows: list[Row], *, header: bool = True) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()
