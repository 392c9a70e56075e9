"""Who sees what on Databricks, as SQL: masks and filters from the personal-data class of each column.

They are policies on the catalog (ABAC), not MASK and ROW FILTER of each table: Databricks refuses DESCRIBE HISTORY,
time travel and the change feed on a table with the latter, for everybody, and the jobs need all three. A policy exempts
the engineers, who run the jobs. What is sensitive of a person has a tag and a group of its own: who sees names does not
see it for that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edulake.contract.sql import literal, quoted
from edulake.expr.masking import EMAIL, MASKED_EMAIL
from edulake.governance import roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edulake.contract.table import Column, Table

# Bronze and quarantine hold text as delivered, which may name somebody in any column: they are not granted at all.
LAYERS = ("silver", "gold")
ABSENT = {"STRING": "absent", "BIGINT": "absent_number"}
EXEMPT, SENSITIVE = f"`{roles.ENGINEERS}`", f"`{roles.SENSITIVE}`"
BY_SCHOOL, BY_CLASS, BY_TEACHER = f"`{roles.SCHOOLS}`", f"`{roles.CLASSES}`", f"`{roles.TEACHERS}`"
# What the column is by which a filter chooses rows: its tag is edulake_<that>, the function is_my_<that>, or
# is_<that>_i_teach.
TAGS = {
    roles.BY_SCHOOL: "school",
    roles.BY_CLASS: "class",
    roles.BY_ROSTER: "student",
    roles.BY_TAUGHT: "class",
    roles.BY_TAUGHT_ROSTER: "student",
}
# Two filters of one table on the same person are an error: where schools are filtered as well, who is in both groups
# sees schools. Where they are not, as in a table without a school, the filter by class holds for all: `alone`.
BESIDE, ALONE = "id", "alone"
# Whatever time zone a session sets, the day of UTC.
TODAY = "to_date(to_utc_timestamp(current_timestamp(), current_timezone()))"
IS_IN_CLASS = f"{roles.days_are_read('e.')} AND {roles.holds_on(TODAY, 'start_date', 'end_date', 'e.')}"
TEACHES = f"{roles.teaches('t.')}\n    AND {roles.holds_on(TODAY, 'begin_date', 'end_date', 't.')}"
HEADER = """\
-- Made by `./spark-submit.sh deploy` from the contracts of the tables: change those, and run it again.
-- Run it after the first daily run, and again when a table was added, as somebody with MANAGE on the catalog.
-- An account admin first makes governed tags: edulake_mask (absent, absent_number, email), edulake_school (id),
-- edulake_class and edulake_student (id, alone)
-- and edulake_sensitive (<types>),
-- and the groups edulake-engineers, edulake-schools, and for each school edulake-school-<school_id>, as gold.* writes
-- the id: with the namespace of its source, edulake-school-north:S1, so that two districts' schools S1 have two groups.
-- Sources without id_namespace share their ids, and such groups with them. All schools of one: edulake-district-north.
-- Who teaches is in edulake-classes, and for each class in edulake-class-<class_id>: they see rows of these classes,
-- and those of the students who are enrolled in them today. Or they are in edulake-teachers, and each in
-- edulake-teacher-<staff_id>: then the classes are those in which they teach today, by silver.class_staff. Who is in
-- several sees by schools before classes, and by classes before what they teach.
-- The group edulake-sensitive is for those few who need what is sensitive (health, sex, race, behaviour of a person):
-- they see it in silver, names only if they are engineers; nobody else sees it, whatever other groups they are in.
-- Needs Databricks Runtime 16.4 or newer, or serverless, on whatever reads the tables.
"""


def sql(tables: Sequence[Table], catalog: str) -> str:
    """The whole script: functions, tags, policies, grants."""
    shown = [table for table in tables if table.layer in LAYERS]
    types = sensitive_types(shown)
    functions, policies = _functions(types, catalog), _policies(types, catalog)
    statements = [*functions, *_tags(shown, catalog), *policies, *_grants(shown, catalog)]
    return HEADER.replace("<types>", ", ".join(types)) + "".join(f"\n{statement};\n" for statement in statements)


def hidden(table: Table) -> list[Column]:
    """Columns that name a person and are not identifiers, which schools need to know whom a row is about."""
    found = [column for column in table.columns if column.personal == "direct" and column.mask != "identifier"]
    other = [column.name for column in found if column.type not in ABSENT]
    if other:
        raise ValueError(f"{table}: the masks are for {' and '.join(ABSENT)}, not for {', '.join(other)}")
    return found


def sensitive(table: Table) -> list[Column]:
    """Columns that nobody sees but engineers and members of a group of its own: of any type."""
    return [column for column in table.columns if column.personal == "sensitive"]


def sensitive_types(tables: Iterable[Table]) -> dict[str, str]:
    """The types of sensitive columns by what their tag says: array_string, decimal_5_2."""
    return {spelled(type_): type_ for type_ in sorted({c.type for table in tables for c in sensitive(table)})}


def spelled(type_: str) -> str:
    """A type in the value of a tag and in the name of a function."""
    return re.sub(r"\W+", "_", type_.lower()).strip("_")


def mask(column: Column) -> str:
    """The mask of a hidden column: a function of its type, since a policy's function has but one."""
    return column.mask if column.mask == "email" else ABSENT[column.type]


def filtered(table: Table) -> list[roles.Filter]:
    """The filters of a table; by class in gold alone, for that is what classes are granted."""
    return [of for of in roles.filters(table) if of is roles.BY_SCHOOL or table.layer == "gold"]


def value(table: Table) -> str:
    """The value of the tag: whether another filter may hold for the same person."""
    return BESIDE if roles.BY_SCHOOL in filtered(table) else ALONE


def _functions(types: Mapping[str, str], catalog: str) -> list[str]:
    ops, silver = f"{quoted(catalog)}.`ops`", f"{quoted(catalog)}.`silver`"
    district = "split_part(school_id, ':', 1)"
    returned = {
        **{f"mask_{name}(value {kind}) RETURNS {kind}": f"CAST(NULL AS {kind})" for kind, name in ABSENT.items()},
        **{
            f"mask_sensitive_{name}(value {kind}) RETURNS {kind}": f"CAST(NULL AS {kind})"
            for name, kind in types.items()
        },
        "mask_email(value STRING) RETURNS STRING": f"regexp_replace(value, {literal(EMAIL)}, {literal(MASKED_EMAIL)})",
        "is_my_school(school_id STRING) RETURNS BOOLEAN": (
            f"{_member(roles.SCHOOL, 'school_id')}\n"
            f"  OR (contains(school_id, ':') AND {_member(roles.DISTRICT, district)})"
        ),
        "is_my_class(class_id STRING) RETURNS BOOLEAN": _member(roles.CLASS, "class_id"),
        "is_my_student(of_student STRING) RETURNS BOOLEAN": (
            f"EXISTS (\n  SELECT 1 FROM {silver}.`enrollments` e\n"
            f"  WHERE e.student_id = of_student AND e.is_active AND {IS_IN_CLASS}\n"
            f"    AND {_member(roles.CLASS, 'e.class_id')})"
        ),
        "is_class_i_teach(of_class STRING) RETURNS BOOLEAN": (
            f"EXISTS (\n  SELECT 1 FROM {silver}.`class_staff` t\n"
            f"  WHERE t.class_id = of_class AND {TEACHES}\n    AND {_member(roles.TEACHER, 't.staff_id')})"
        ),
        "is_student_i_teach(of_student STRING) RETURNS BOOLEAN": (
            f"EXISTS (\n  SELECT 1 FROM {silver}.`enrollments` e\n"
            f"  JOIN {silver}.`class_staff` t ON e.class_id = t.class_id\n"
            f"  WHERE e.student_id = of_student AND e.is_active AND {IS_IN_CLASS}\n"
            f"    AND {TEACHES}\n    AND {_member(roles.TEACHER, 't.staff_id')})"
        ),
    }
    return [f"CREATE OR REPLACE FUNCTION {ops}.{head}\nRETURN {body}" for head, body in returned.items()]


def _member(prefix: str, of: str) -> str:
    return f"is_account_group_member(concat({literal(prefix)}, {of}))"


def _tags(tables: Iterable[Table], catalog: str) -> list[str]:
    tagged = [(table, column.name, "edulake_mask", mask(column)) for table in tables for column in hidden(table)]
    tagged += [(t, column.name, "edulake_sensitive", spelled(column.type)) for t in tables for column in sensitive(t)]
    tagged += [(t, of.column, f"edulake_{TAGS[of]}", value(t)) for t in tables for of in filtered(t)]
    return [
        f"ALTER TABLE {_name(table, catalog)} ALTER COLUMN {quoted(column)} SET TAGS ('{tag}' = '{value}')"
        for table, column, tag, value in dict.fromkeys(tagged)
    ]


def _policies(types: Iterable[str], catalog: str) -> list[str]:
    where, ops = quoted(catalog), f"{quoted(catalog)}.`ops`"
    named = [(name, f"'edulake_mask', '{name}'", EXEMPT) for name in (*ABSENT.values(), "email")]
    apart = [(f"sensitive_{name}", f"'edulake_sensitive', '{name}'", f"{EXEMPT}, {SENSITIVE}") for name in types]
    masks = [
        f"CREATE OR REPLACE POLICY `edulake_{name}` ON CATALOG {where}\n"
        f"COLUMN MASK {ops}.mask_{name}\nTO `account users` EXCEPT {exempt}\nFOR TABLES\n"
        f"MATCH COLUMNS has_tag_value({tag}) AS hidden\nON COLUMN hidden"
        for name, tag, exempt in (*named, *apart)
    ]
    chosen = [("edulake_schools", "is_my_school", "school", BESIDE, BY_SCHOOL, EXEMPT)]
    for what in ("class", "student"):
        for said, name, others in ((BESIDE, "", f"{EXEMPT}, {BY_SCHOOL}"), (ALONE, "_alone", EXEMPT)):
            taught = f"{others}, {BY_CLASS}"
            chosen.append((f"edulake_by_{what}{name}", f"is_my_{what}", what, said, BY_CLASS, others))
            chosen.append((f"edulake_by_{what}_taught{name}", f"is_{what}_i_teach", what, said, BY_TEACHER, taught))
    filters = [
        f"CREATE OR REPLACE POLICY `{name}` ON CATALOG {where}\n"
        f"ROW FILTER {ops}.{function}\nTO {group} EXCEPT {exempt}\nFOR TABLES\n"
        f"MATCH COLUMNS has_tag_value('edulake_{what}', '{said}') AS {what}\nUSING COLUMNS ({what})"
        for name, function, what, said, group, exempt in chosen
    ]
    return [*masks, *filters]


def _grants(tables: Iterable[Table], catalog: str) -> list[str]:
    """Schools, classes and teachers see only tables that can be filtered for them.

    SENSITIVE sees those that hold such columns.
    """
    gold = [table for table in tables if table.layer == "gold"]
    of_group = {
        name: [table for table in gold if any(of.group == name for of in filtered(table))]
        for name in (roles.SCHOOLS, roles.CLASSES, roles.TEACHERS)
    }
    holding = [table for table in tables if sensitive(table)]
    return [
        *[grant for name, seen in of_group.items() for grant in _granted(seen, "gold", f"`{name}`", catalog)],
        *(_granted(holding, "silver", SENSITIVE, catalog) if holding else []),
    ]


def _granted(tables: Iterable[Table], layer: str, group: str, catalog: str) -> list[str]:
    return [
        f"GRANT USE CATALOG ON CATALOG {quoted(catalog)} TO {group}",
        f"GRANT USE SCHEMA ON SCHEMA {quoted(catalog)}.{quoted(layer)} TO {group}",
        *[f"GRANT SELECT ON TABLE {_name(table, catalog)} TO {group}" for table in tables],
    ]


def _name(table: Table, catalog: str) -> str:
    return ".".join(quoted(part) for part in (catalog, table.layer, table.name))
