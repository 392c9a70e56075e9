"""The SQL of PostgreSQL for served tables: made of contracts and checked names, it never holds a value of a table."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from edulake.contract.sql import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edulake.governance.roles import Filter
    from edulake.serving.publish.served import Field, Reference, Served

# How names of policies end; those that are called otherwise are somebody else's.
OF_ROWS = "-rows"


def named(identifier: str) -> str:
    """A quoted name; ValueError for one outside letters, digits and underscore."""
    return quoted(identifier).replace("`", '"')


def text(value: str) -> str:
    """A text as PostgreSQL writes it, whatever it holds but a U+0000."""
    return "'" + value.replace("'", "''") + "'"


def place(served: Served) -> str:
    return f"{named(served.schema)}.{named(served.name)}"


def stage(served: Served) -> str:
    return named(f"stage_{served.schema}_{served.name}"[:63])


def columns(fields: Iterable[Field | str]) -> str:
    return ", ".join(named(one if isinstance(one, str) else one.name) for one in fields)


def create(served: Served) -> list[str]:
    """The table, its key, references, indexes and row filters. References are looked at when a unit is done."""
    described = ",\n  ".join(f"{named(f.name)} {f.type}{'' if f.nullable else ' NOT NULL'}" for f in served.fields)
    at = place(served)
    return [
        f"CREATE TABLE {at} (\n  {described},\n  PRIMARY KEY ({columns(served.key)})\n)",
        *[_foreign(at, reference) for reference in served.refers],
        *[f"CREATE INDEX ON {at} ({columns(index)})" for index in served.indexes],
        *secured(served),
    ]


def secured(served: Served) -> list[str]:
    """Row level security: all rows for the readers of a table, for the members of groups those that are theirs.

    A schema grants its tables to groups that it has as they are made; those that came later are granted each here. Of a
    table that has no filter they see none, whatever is granted in its schema.
    """
    if not served.readers:
        return []
    at, made = place(served), _policies(served)
    marks = [f"COMMENT ON POLICY {group(name)} ON {at} IS {text(mark)}" for name, mark in marked(served).items()]
    readers = ", ".join(group(name.removesuffix(OF_ROWS)) for name in made)
    filtered = f"ALTER TABLE {at} ENABLE ROW LEVEL SECURITY"
    return [filtered, *made.values(), *marks, f"GRANT SELECT ON {at} TO {readers}"]


def secured_anew(served: Served, held: Iterable[str]) -> list[str]:
    """The same for a table that is there, in the place of the policies that it has."""
    gone = dict.fromkeys((*held, *_policies(served)))
    return [f"DROP POLICY IF EXISTS {group(name)} ON {place(served)}" for name in gone] + secured(served)


def marked(served: Served) -> dict[str, str]:
    """The policies of a table by name, each with a hash of what makes it, which stands in its comment."""
    made = _policies(served) if served.readers else {}
    return {name: f"edulake {hashlib.sha256(sql.encode()).hexdigest()[:32]}" for name, sql in made.items()}


def _policies(served: Served) -> dict[str, str]:
    """What makes each policy, by its name."""
    seen = {**dict.fromkeys(served.readers, "true"), **{of.group: _theirs(of) for of in served.filters}}
    return {
        f"{reader}{OF_ROWS}": (
            f"CREATE POLICY {group(f'{reader}{OF_ROWS}')} ON {place(served)} "
            f"FOR SELECT TO {group(reader)} USING ({rows})"
        )
        for reader, rows in seen.items()
    }


def group(name: str) -> str:
    """A role by its name, which may hold hyphens."""
    if not name.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"not the name of a role: {name!r}")
    return f'"{name}"'


def comments(served: Served) -> list[str]:
    return [
        f"COMMENT ON TABLE {place(served)} IS {text(served.meaning)}",
        *[f"COMMENT ON COLUMN {place(served)}.{named(f.name)} IS {text(f.meaning)}" for f in served.fields],
    ]


def add(served: Served, field: Field) -> str:
    return f"ALTER TABLE {place(served)} ADD COLUMN IF NOT EXISTS {named(field.name)} {field.type}"


def make_stage(served: Served) -> str:
    return f"CREATE TEMP TABLE {stage(served)} (LIKE {place(served)}) ON COMMIT DROP"


def copy(served: Served) -> str:
    return f"COPY {stage(served)} ({columns(served.read)}) FROM STDIN (FORMAT csv)"


def resolve(served: Served, reference: Reference, parent: str) -> str:
    """Fill in what a reference names, where `parent` has the row."""
    known = reference.columns[-1]
    [said] = [field.source for field in served.fields if field.name == known]
    pairs = [*zip(reference.columns[:-1], reference.key[:-1], strict=True), (said, reference.key[-1])]
    same = " AND ".join(f"p.{named(theirs)} = s.{named(ours)}" for ours, theirs in pairs)
    return f"UPDATE {stage(served)} s SET {named(known)} = s.{named(said)} FROM {parent} p WHERE {same}"


def delete(served: Served) -> str:
    return f"DELETE FROM {place(served)} t WHERE NOT EXISTS (SELECT 1 FROM {stage(served)} s WHERE {_same(served.key)})"


def update(served: Served) -> str:
    """Changed rows alone; nothing where all columns are key."""
    rest = [field.name for field in served.fields if field.name not in served.key]
    if not rest:
        return ""
    ours, theirs = (", ".join(f"{of}.{named(name)}" for name in rest) for of in ("t", "s"))
    sets = ", ".join(f"{named(name)} = s.{named(name)}" for name in rest)
    return (
        f"UPDATE {place(served)} t SET {sets} FROM {stage(served)} s "
        f"WHERE {_same(served.key)} AND ROW({ours}) IS DISTINCT FROM ROW({theirs})"
    )


def insert(served: Served) -> str:
    names = columns(served.fields)
    return (
        f"INSERT INTO {place(served)} ({names}) SELECT {names} FROM {stage(served)} s "
        f"WHERE NOT EXISTS (SELECT 1 FROM {place(served)} t WHERE {_same(served.key)})"
    )


def tally(served: Served) -> str:
    """Rows of the stage, and of each read column the values that are not null and, of exact numbers, their sum."""
    asked = [f"count({named(f.name)})" for f in served.read]
    asked += [f"coalesce(sum({named(f.name)}::numeric), 0)" for f in served.read if f.is_exact]
    return f"SELECT {', '.join(['count(*)', *asked])} FROM {stage(served)}"


def rewrite(served: Served) -> str:
    """The table, its indexes and its statistics anew: in its files is nothing that was deleted."""
    return f"VACUUM (FULL, ANALYZE) {place(served)}"


def checksum(served: Served) -> str:
    """Rows, and a sum over their content, in whatever order they lie: what was altered by hand changes it."""
    whole = ", ".join(f"t.{named(f.name)}" for f in served.fields)
    hashed = f"hashtextextended(ROW({whole})::text, 0)"
    return f"SELECT count(*), coalesce(sum({hashed}::numeric), 0)::text FROM {place(served)} t"


def _foreign(at: str, reference: Reference) -> str:
    parent = f"{named(reference.schema)}.{named(reference.table)}"
    return (
        f"ALTER TABLE {at} ADD FOREIGN KEY ({columns(reference.columns)}) "
        f"REFERENCES {parent} ({columns(reference.key)}) DEFERRABLE INITIALLY DEFERRED"
    )


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f"t.{named(name)} = s.{named(name)}" for name in key)


def _theirs(of: Filter) -> str:
    """Which rows are a reader's own: the groups are looked up once for a query, not for each row."""
    mine = f"ARRAY(SELECT access.mine({text(of.prefix)}))"
    column = named(of.column)
    if of.roster:
        return f"{column} IN (SELECT access.{'students_i_teach' if of.taught else 'my_students'}())"
    if of.taught:
        return f"{column} IN (SELECT access.classes_i_teach())"
    if not of.district:
        return f"{column} = ANY ({mine})"
    district = f"split_part({column}, ':', 1) = ANY (ARRAY(SELECT access.mine({text(of.district)})))"
    return f"{column} = ANY ({mine}) OR (strpos({column}, ':') > 0 AND {district})"
