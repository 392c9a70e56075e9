"""Masks and filters: every column that names a student has one, and they do what masked views do."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from pyspark.sql import SparkSession

from edulake.contract.table import Column, Table
from edulake.governance.catalog import TABLES
from edulake.platforms.schedulers import access

pytestmark = pytest.mark.once

# One column of each type that a sensitive one may have; the tables that there are have few of them.
KINDS = (
    *("STRING", "DATE", "INT", "BIGINT", "BOOLEAN", "DECIMAL(5,2)", "DECIMAL(6,2)", "ARRAY<STRING>", "TIMESTAMP"),
    "DOUBLE",
)
HARMFUL = Table(
    "silver",
    "harmful",
    "m",
    (
        Column("student_id", "STRING", "m", personal="direct", mask="identifier"),
        *(Column(f"c{number}", kind, "m", personal="sensitive") for number, kind in enumerate(KINDS)),
    ),
    ("student_id", "c0"),
)


def statements(sql: str) -> list[str]:
    return [s.strip() for s in re.sub(r"^--.*$", "", sql, flags=re.MULTILINE).split(";\n") if s.strip()]


SQL = access.sql((*TABLES, HARMFUL), "education")
STATEMENTS = statements(SQL)
SHOWN = [table for table in TABLES if table.layer in access.LAYERS]


def tagged(tag: str) -> set[tuple[str, ...]]:
    """Table, column and value of each tag."""
    pattern = rf"ALTER TABLE `education`\.`(\w+)`\.`(\w+)` ALTER COLUMN `(\w+)` SET TAGS \('{tag}' = '(\w+)'\)"
    return {(f"{m[1]}.{m[2]}", m[3], m[4]) for m in (re.fullmatch(pattern, s) for s in STATEMENTS) if m}


def test_every_column_that_names_a_student_is_tagged() -> None:
    direct = {
        (str(t), c.name, c.type) for t in SHOWN for c in t.columns if c.personal == "direct" and c.mask != "identifier"
    }
    functions = dict(re.findall(r"FUNCTION `education`\.`ops`\.mask_(absent\w*|email)\(value (\w+)\)", SQL))
    assert direct == {(table, column, functions[mask]) for table, column, mask in tagged("edulake_mask")}
    assert ("silver.students", "email", "email") in tagged("edulake_mask")
    assert ("silver.students", "content_hash", "absent_number") in tagged("edulake_mask")


def test_every_sensitive_column_is_tagged_apart_by_its_type() -> None:
    """Whatever its type: its mask takes and gives that, since a policy's function has but one."""
    harmful = {(str(t), c.name, c.type) for t in (*SHOWN, HARMFUL) for c in t.columns if c.personal == "sensitive"}
    heads = re.findall(r"FUNCTION `education`\.`ops`\.mask_sensitive_(\w+)\(value (\S+)\) RETURNS (\S+)\n", SQL)
    assert {given for _, _, given in heads} == {taken for _, taken, _ in heads} == set(KINDS)
    functions = {name: kind for name, kind, _ in heads}
    assert harmful == {(table, column, functions[name]) for table, column, name in tagged("edulake_sensitive")}
    assert ("silver.students", "gender", "string") in tagged("edulake_sensitive")
    both = {place[:2] for place in tagged("edulake_sensitive")} & {place[:2] for place in tagged("edulake_mask")}
    assert both == set(), "two masks of one column are an error for whoever asks"
    assert f"-- and edulake_sensitive ({', '.join(sorted(functions))})," in SQL, "the admin makes these values"


def test_schools_see_nothing_sensitive_and_its_group_sees_nothing_else_for_it() -> None:
    of_sensitive = [s for s in STATEMENTS if "'edulake_sensitive'" in s and "POLICY" in s]
    assert len(of_sensitive) == len(KINDS)
    assert all("TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`\n" in s for s in of_sensitive)
    others = [s for s in STATEMENTS if "POLICY" in s and s not in of_sensitive]
    assert all("edulake-sensitive" not in policy for policy in others), "names and rows stay masked for it"
    granted = re.findall(r"GRANT SELECT ON TABLE `education`\.`(\w+)`\.`(\w+)` TO `edulake-sensitive`", SQL)
    holding = {str(t) for t in (*SHOWN, HARMFUL) if any(c.personal == "sensitive" for c in t.columns)}
    assert {".".join(name) for name in granted} == holding
    assert {layer for layer, _ in granted} == {"silver"}


def test_where_nothing_is_sensitive_nobody_is_granted_it() -> None:
    plain = Table("silver", "t", "m", (Column("a", "INT", "m"), Column("b", "INT", "m")), ("a", "b"))
    without = "\n".join(statements(access.sql((plain,), "education")))
    assert "sensitive" not in without


def test_every_table_with_a_school_can_be_filtered_by_it() -> None:
    schools = {(str(t), "school_id", "id") for t in SHOWN if "school_id" in t.column_names}
    assert schools == tagged("edulake_school")
    granted = {
        m[1] for m in re.finditer(r"GRANT SELECT ON TABLE `education`\.`gold`\.`(\w+)` TO `edulake-schools`", SQL)
    }
    assert granted == {name.split(".")[1] for name, _, _ in schools if name.startswith("gold.")}


def applying(table: Table, groups: set[str]) -> list[str]:
    """The row filters that hold for somebody in these groups who reads the table, as Databricks finds them."""
    found = []
    for policy in (s for s in STATEMENTS if "ROW FILTER" in s):
        said = re.search(r"TO `(\S+)` EXCEPT (.+)\n", policy)
        tag = re.search(r"has_tag_value\('(\w+)', '(\w+)'\)", policy)
        assert said
        assert tag
        is_matched = any((str(table), tag[2]) == (name, value) for name, _, value in tagged(tag[1]))
        if is_matched and said[1] in groups and not groups & set(re.findall(r"`(\S+)`", said[2])):
            found.append(policy)
    return found


BY_ROWS = ("edulake-schools", "edulake-classes", "edulake-teachers")


@pytest.mark.parametrize(
    "groups", [set(of) for n in (1, 2, 3) for of in combinations(BY_ROWS, n)], ids=lambda of: " ".join(sorted(of))
)
def test_who_is_granted_a_table_sees_it_through_one_filter(groups: set[str]) -> None:
    """None would show all rows, two are an error for whoever asks."""
    granted = {
        name
        for name, group in re.findall(r"GRANT SELECT ON TABLE `education`\.`gold`\.`(\w+)` TO `(\S+)`;", SQL)
        if group in groups
    }
    assert len(granted) > 10
    for table in SHOWN:
        if table.layer == "gold" and table.name in granted:
            assert len(applying(table, groups)) == 1, table


def test_engineers_are_filtered_by_nothing() -> None:
    assert not [t for t in SHOWN if applying(t, {"edulake-engineers", *BY_ROWS})]


def filters(*groups: str) -> dict[str, str]:
    """The conditions of row filters by their functions, for somebody in these groups, over views of a test's own."""
    pattern = r"FUNCTION `education`\.`ops`\.(is_\w+)\(\w+ STRING\) RETURNS BOOLEAN\nRETURN ([^;]+);\n"
    member = re.compile(r"is_account_group_member\((concat\(.+?, (?:split_part\(.+?\)|[\w.]+)\))\)")
    in_groups = rf"array_contains(array({', '.join(map(repr, groups))}), \1)"
    return {
        name: member.sub(in_groups, body).replace("`education`.`silver`.`", "`access_")
        for name, body in re.findall(pattern, SQL)
    }


def seen(spark: SparkSession, condition: str, column: str, *ids: str | None) -> list[str]:
    rows = ", ".join(f"({id_!r})" if id_ else "(CAST(NULL AS STRING))" for id_ in ids)
    found = spark.sql(f"SELECT {column} FROM VALUES {rows} AS t({column}) WHERE {condition}").collect()
    return [row[0] for row in found]


def test_a_school_sees_its_rows(spark: SparkSession) -> None:
    condition = filters("edulake-school-north:S1", "edulake-district-south")["is_my_school"]
    ids = ("north:S1", "north:S2", "south:S1", "south", "S1", None)
    assert seen(spark, condition, "school_id", *ids) == ["north:S1", "south:S1"]


TODAY, YESTERDAY, TOMORROW = (f"date_add({access.TODAY}, {days})" for days in (0, -1, 1))


@pytest.fixture(scope="module")
def classes(spark: SparkSession) -> None:
    """As silver writes them: an enrollment that is not gone says nothing of it."""
    fine, unread = "NULL, CAST(array() AS ARRAY<STRING>)", "NULL, array('BAD_END_DATE')"
    ago, open_ = fine.replace("NULL", "2001"), "NULL, NULL"
    enrolled = [
        *(f"'A', 'K1', true, {open_}, {fine}", f"'B', 'K2', true, {open_}, {fine}"),
        *(f"'C', 'K1', false, {open_}, {fine}", f"'D', 'K1', true, NULL, {YESTERDAY}, {fine}"),
        *(f"'E', 'K1', true, {TOMORROW}, NULL, {fine}", f"'F', 'K1', true, {TODAY}, {TODAY}, {fine}"),
        *(f"'G', 'K1', true, {open_}, {ago}", f"'H', 'K1', true, {open_}, {unread}"),
    ]
    days = {"T1": f"{TODAY}, {TODAY}, {fine}", "late": f"NULL, {YESTERDAY}, {fine}", "ago": f"{open_}, {ago}"}
    days |= {"early": f"{TOMORROW}, NULL, {fine}", "unread": f"{open_}, {unread}"}
    others = {"T2": ("Aide", "true, false"), "back": ("Teacher", "true, true"), "closed": ("Teacher", "false, false")}
    others["proctor"] = ("Proctor", "true, false")
    taught = [f"'{who}', 'K1', 'Teacher', true, false, {said}" for who, said in days.items()]
    taught += [f"'{who}', 'K1', '{role}', {said}, {open_}, {fine}" for who, (role, said) in others.items()]
    kept = "school_year, issue_codes"
    for name, rows, columns in (
        ("enrollments", enrolled, f"student_id, class_id, is_active, start_date, end_date, {kept}"),
        ("class_staff", taught, f"staff_id, class_id, role, is_active, is_deleted, begin_date, end_date, {kept}"),
    ):
        values = " UNION ALL ".join(f"SELECT {row}" for row in rows)
        spark.sql(f"CREATE OR REPLACE TEMP VIEW access_{name} AS SELECT * FROM ({values}) AS t({columns})")


@pytest.mark.parametrize(
    ("group", "of_class", "of_student"),
    [
        ("edulake-class-K1", "is_my_class", "is_my_student"),
        ("edulake-teacher-T1", "is_class_i_teach", "is_student_i_teach"),
        ("edulake-teacher-T2", "is_class_i_teach", "is_student_i_teach"),
    ],
)
def test_a_class_is_seen_with_its_students(
    spark: SparkSession, classes: None, group: str, of_class: str, of_student: str
) -> None:
    conditions = filters(group)
    mine = conditions[of_class].replace("of_class", "t0.class_id")
    rows = "VALUES ('K1'), ('K2'), (CAST(NULL AS STRING)) AS t0(class_id)"
    assert [row[0] for row in spark.sql(f"SELECT class_id FROM {rows} WHERE {mine}").collect()] == ["K1"]
    assert seen(spark, conditions[of_student], "of_student", *"ABCDEFGH", None) == ["A", "F"]


@pytest.mark.parametrize("who", ["late", "ago", "unread", "early", "closed", "back", "proctor", "nobody"])
def test_who_does_not_teach_today_sees_nothing(spark: SparkSession, classes: None, who: str) -> None:
    conditions = filters(f"edulake-teacher-{who}", "edulake-teacher")
    assert seen(spark, conditions["is_class_i_teach"], "of_class", "K1", "K2") == []
    assert seen(spark, conditions["is_student_i_teach"], "of_student", *"ABCDEF") == []


def test_each_tag_has_a_policy_and_each_policy_a_function() -> None:
    made = set(re.findall(r"CREATE OR REPLACE FUNCTION `education`\.`ops`\.(\w+)", SQL))
    used = set(re.findall(r"(?:COLUMN MASK|ROW FILTER) `education`\.`ops`\.(\w+)", SQL))
    assert made == used
    matched = set(re.findall(r"has_tag_value\('(\w+)', '(\w+)'\)", SQL))
    names = ("edulake_mask", "edulake_school", "edulake_sensitive", "edulake_class", "edulake_student")
    tags = {(tag, value) for tag in names for _, _, value in tagged(tag)}
    assert matched == tags


def test_jobs_are_exempt_and_tables_stay_readable_for_them() -> None:
    """A mask or filter of the table itself would forbid DESCRIBE HISTORY and time travel, to everybody."""
    policies = [s for s in STATEMENTS if "POLICY" in s]
    assert len(policies) == 3 + len(KINDS) + len(re.findall("ROW FILTER", SQL))
    assert all("EXCEPT `edulake-engineers`" in policy for policy in policies)
    assert not re.search(r"SET ROW FILTER|SET MASK", SQL)


def test_the_functions_mask_as_the_views_do(spark: SparkSession) -> None:
    bodies = dict(
        re.findall(r"FUNCTION `education`\.`ops`\.(mask_\w+)\(value STRING\) RETURNS STRING\nRETURN (.+?);\n", SQL)
    )
    rows = "VALUES ('jane@school.org'), ('no address'), (CAST(NULL AS STRING))"
    seen = spark.sql(f"SELECT {bodies['mask_email']}, {bodies['mask_absent']} FROM {rows} AS t(value)").collect()
    assert [tuple(row) for row in seen] == [("j***@school.org", None), ("***", None), (None, None)]


def test_the_functions_of_what_is_sensitive_give_null_of_their_type(spark: SparkSession) -> None:
    bodies = re.findall(r"mask_sensitive_\w+\(value (\S+)\) RETURNS \S+\nRETURN (.+?);\n", SQL)
    masked = spark.range(1).selectExpr(*[f"{body} AS c{number}" for number, (_, body) in enumerate(bodies)])
    assert [field.dataType.simpleString().upper() for field in masked.schema] == [kind for kind, _ in bodies]
    assert masked.collect()[0].asDict() == {f"c{number}": None for number in range(len(KINDS))}


def test_a_column_that_no_mask_fits_is_an_error() -> None:
    born = Table("silver", "t", "m", (Column("a", "DATE", "m", personal="direct"), Column("b", "INT", "m")), ("a", "b"))
    with pytest.raises(ValueError, match=r"silver.t: the masks are for STRING and BIGINT, not for a"):
        access.hidden(born)
