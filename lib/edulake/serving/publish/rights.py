"""Who may do what in the database that is served, as SQL that its owner runs once, before the first publish."""

from __future__ import annotations

from edulake.governance import roles
from edulake.serving.publish.chosen import ACCESS, GOLD, MASKED, PEOPLE, RELEASED
from edulake.serving.publish.ledger import SCHEMA
from edulake.serving.publish.statements import group, text

PUBLISHER, REPORTING = "etl_user", "reporting_user"
FILTERED = (roles.SCHOOLS, roles.CLASSES, roles.TEACHERS)
GROUPS = (roles.ANALYSTS, roles.ADVISERS, *FILTERED)
# Whose SELECT a new table of a schema has by itself; row level security says of which rows.
READERS = {
    RELEASED: (REPORTING, roles.ANALYSTS),
    SCHEMA: (REPORTING, roles.ANALYSTS),
    GOLD: (roles.ANALYSTS, *FILTERED),
    MASKED: (roles.ANALYSTS,),
    PEOPLE: (roles.ADVISERS, *FILTERED),
    ACCESS: (),
}
READING = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "search_path": RELEASED,
}
PUBLISHING = {"idle_in_transaction_session_timeout": "15min", "search_path": "pg_catalog"}
HEADER = f"""\
-- Made by `./spark-submit.sh deploy`. The owner of a database that serves nothing else runs it, once or again:
--   psql -d DATABASE -v ON_ERROR_STOP=1 -f roles.sql
-- Then \\password {PUBLISHER} and \\password {REPORTING}: no password stands in a file.
-- {REPORTING} reads the released cells of questions, and nothing else. Persons get a role of their own, and groups:
--   GRANT "{roles.ANALYSTS}" TO anna;    groups of people in all schools, and masked people
--   GRANT "{roles.ADVISERS}" TO ben;     a row for each student, of all schools
--   CREATE ROLE "{roles.SCHOOL}north:S1"; GRANT "{roles.SCHOOLS}", "{roles.SCHOOL}north:S1" TO carla;
--   CREATE ROLE "{roles.DISTRICT}north"; GRANT "{roles.SCHOOLS}", "{roles.DISTRICT}north" TO dora;
--   CREATE ROLE "{roles.CLASS}north:C7"; GRANT "{roles.CLASSES}", "{roles.CLASS}north:C7" TO emil;
--   CREATE ROLE "{roles.TEACHER}north:T9"; GRANT "{roles.TEACHERS}", "{roles.TEACHER}north:T9" TO fred;
-- An id stands as gold writes it, with the namespace of its source; PostgreSQL cuts names of roles after 63 bytes.
-- Whose rows they are is asked of the role that signed in, whatever SET ROLE says.
"""
LOOKUPS = ", ".join(
    f"{ACCESS}.{name}" for name in ("mine(text)", "my_students()", "classes_i_teach()", "students_i_teach()")
)
# By the clock of the server, not the time zone that somebody sets.
TODAY = "(now() AT TIME ZONE 'UTC')::date"
IS_IN_CLASS = roles.holds_on(TODAY, "start_date", "end_date")
TEACHES = roles.holds_on(TODAY, "begin_date", "end_date")
MINE = f"""\
CREATE OR REPLACE FUNCTION {ACCESS}.mine(prefix text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT substr(rolname, length(prefix) + 1) FROM pg_roles
  WHERE starts_with(rolname, prefix) AND pg_has_role(session_user, oid, 'member')
$$;

-- By its owner's rights: nobody else reads who is in which class today, and who teaches there.
"""


def sql() -> str:
    """The whole script; it can be run again at any time."""
    filtered = ", ".join(map(group, FILTERED))
    statements = [
        *[_role(name, "LOGIN") for name in (PUBLISHER, REPORTING)],
        *[_role(name, "NOLOGIN") for name in GROUPS],
        *_settings(PUBLISHER, PUBLISHING),
        *_settings(REPORTING, READING),
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        _on_database(),
        f"GRANT {PUBLISHER} TO CURRENT_USER",
        *[statement for schema in READERS for statement in _schema(schema)],
        f"SET ROLE {PUBLISHER}",
        _functions(),
        f"GRANT USAGE ON SCHEMA {ACCESS} TO {filtered}",
        f"GRANT EXECUTE ON FUNCTION {LOOKUPS} TO {filtered}",
        "RESET ROLE",
        f"REVOKE {PUBLISHER} FROM CURRENT_USER",
    ]
    return HEADER + "".join(f"\n{statement};\n" for statement in statements)


def _functions() -> str:
    of_classes = f"{ACCESS}.mine({text(roles.CLASS)})"
    as_staff = f"{ACCESS}.mine({text(roles.TEACHER)})"
    lookups = [
        _lookup("my_students", "student_id", "roster", f"class_id IN (SELECT {of_classes}) AND {IS_IN_CLASS}"),
        _lookup("classes_i_teach", "class_id", "teaching", f"staff_id IN (SELECT {as_staff}) AND {TEACHES}"),
        _lookup(
            *("students_i_teach", "student_id", "roster"),
            f"class_id IN (SELECT {ACCESS}.classes_i_teach()) AND {IS_IN_CLASS}",
        ),
    ]
    return MINE + "\n\n".join([*lookups, f"REVOKE ALL ON FUNCTION {LOOKUPS} FROM PUBLIC"])


def _lookup(name: str, column: str, table: str, condition: str) -> str:
    """A function that looks a column up in a table of who is where; no row before there is that table."""
    return f"""\
CREATE OR REPLACE FUNCTION {ACCESS}.{name}() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF to_regclass('{ACCESS}.{table}') IS NOT NULL THEN
    RETURN QUERY SELECT {column} FROM {ACCESS}.{table}
      WHERE {condition};
  END IF;
END
$$;"""


def _role(name: str, login: str) -> str:
    made = f"CREATE ROLE {group(name)} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    return f"DO $$ BEGIN\n  IF to_regrole('{group(name)}') IS NULL THEN {made}; END IF;\nEND $$"


def _settings(name: str, said: dict[str, str]) -> list[str]:
    return [f"ALTER ROLE {name} SET {key} = {text(value)}" for key, value in said.items()]


def _on_database() -> str:
    everybody = ", ".join(map(group, (PUBLISHER, REPORTING, *GROUPS)))
    return (
        "DO $$ BEGIN\n"
        "  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());\n"
        f"  EXECUTE format('GRANT CONNECT ON DATABASE %I TO {everybody}', current_database());\n"
        f"  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO {PUBLISHER}', current_database());\n"
        "END $$"
    )


def _schema(schema: str) -> list[str]:
    """A schema of the publisher's, and what its readers have of each table that comes."""
    readers = ", ".join(map(group, READERS[schema]))
    made = [f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {PUBLISHER}"]
    if not readers:
        return made
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {PUBLISHER} IN SCHEMA {schema}"
    return [*made, f"GRANT USAGE ON SCHEMA {schema} TO {readers}", f"{default} GRANT SELECT ON TABLES TO {readers}"]
