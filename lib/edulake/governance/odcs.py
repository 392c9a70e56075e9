"""The contracts in the Open Data Contract Standard (ODCS 3.1), a YAML file for each table (extra `[cli]`).

`edulake contracts --out DIR` writes them. What the standard has no word for (clustering, masks, which columns
hold ids of whom) is a custom property.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.contract.sql import fields
from edulake.governance import catalog
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from edulake.contract.rule import Check, Rule
    from edulake.contract.table import Column, Table
    from edulake.silver import Subject

VERSION = "v3.1.0"
CLASSES = {"none": "internal", "indirect": "confidential", "direct": "restricted", "sensitive": "restricted"}
LOGICAL = {
    "STRING": "string",
    "INT": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "BOOLEAN": "boolean",
}
USES = {
    "bronze": "To look up what was delivered, and to build silver again. Raw text may hold a name in any column.",
    "silver": "To compute with. Facts of one student are joined by student_id, which is unique within a source.",
    "gold": "To answer the question it is named for. Rows are replaced when the facts behind them change.",
    "ops": "To see what was refused and what every run did.",
}


def contract(table: Table, version: str) -> dict[str, Any]:
    """The contract of one table as ODCS has it, ready for YAML or JSON; `version` is that of edulake."""
    return {
        "apiVersion": VERSION,
        "kind": "DataContract",
        "id": f"edulake.{table}",
        "name": str(table),
        "version": f"{table.contract_version}.0.0",
        "status": "active",
        "domain": "education",
        "dataProduct": f"edulake.{table.layer}",
        "description": {"purpose": table.meaning, "usage": USES[table.layer]},
        "schema": [_object(table)],
        "slaProperties": [{"property": "retention", "value": table.retention_days, "unit": "d"}],
        "customProperties": _custom(madeBy=f"edulake {version}"),
    }


def _object(table: Table) -> dict[str, Any]:
    subject = next((one for one in SUBJECTS.values() if one.table is table), None)
    quality = [*_uniqueness(table), *(_of_subject(subject) if subject else [])]
    return {
        "name": table.name,
        "physicalName": str(table),
        "physicalType": "table",
        "logicalType": "object",
        "description": table.meaning,
        "properties": [_property(column, table) for column in table.columns],
        **({"quality": quality} if quality else {}),
        "customProperties": _custom(
            format="delta",
            clusterBy=list(table.cluster_by),
            changeDataFeed=table.change_feed,
            **({"people": dict(table.people)} if table.people else {}),
        ),
    }


def _property(column: Column, table: Table) -> dict[str, Any]:
    position = table.key.index(column.name) + 1 if column.name in table.key else 0
    masked = _custom(**_guard(column)) if column.is_guarded else []
    return {
        "name": column.name,
        **_type(column.type),
        "required": not column.nullable,
        **({"primaryKey": True, "primaryKeyPosition": position} if position else {}),
        "description": column.meaning,
        "classification": CLASSES[column.personal],
        **({"customProperties": masked} if masked else {}),
    }


def _guard(column: Column) -> dict[str, str]:
    """What others see in its place; of what is sensitive, which nobody sees without a grant of its own, that it is."""
    return {"mask": "absent", "personal": "sensitive"} if column.personal == "sensitive" else {"mask": column.mask}


def _type(sql: str) -> dict[str, Any]:
    """Logical and physical type; of an array, its items' as well, and of a struct, its fields'."""
    if sql.startswith("ARRAY<"):
        items = {"name": "item", **_type(sql[len("ARRAY<") : -1])}
        return {"logicalType": "array", "physicalType": sql, "items": items}
    if sql.startswith("STRUCT<"):
        within = [{"name": name, **_type(type_)} for name, type_ in fields(sql)]
        return {"logicalType": "object", "physicalType": sql, "properties": within}
    return {"logicalType": "number" if sql.startswith("DECIMAL") else LOGICAL[sql], "physicalType": sql}


def _uniqueness(table: Table) -> list[dict[str, Any]]:
    unique = {
        "name": "key_is_unique",
        "description": "No two rows have the same key.",
        "type": "library",
        "metric": "duplicateValues",
        "arguments": {"properties": list(table.key)},
        "dimension": "uniqueness",
        "mustBe": 0,
        "unit": "rows",
        "severity": "error",
    }
    return [unique] if table.key else []


def _of_subject(subject: Subject) -> list[dict[str, Any]]:
    return [*_rules("error", subject.refusals), *_rules("info", subject.issues), *_checks(subject.checks)]


def _checks(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """What rows must not say together; none of them is refused for it."""
    return [
        {
            "name": check.code,
            "description": f"Rows with {check.meaning} are kept, and counted.",
            "type": "text",
            "dimension": "consistency",
            "severity": "info",
        }
        for check in checks
    ]


def _rules(severity: str, rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """What is looked for in each record: errors are refused into quarantine, the others are kept and marked."""
    became = "refused" if severity == "error" else "kept and marked"
    return [
        {
            "name": rule.code,
            "description": f"A record with {rule.meaning} is {became}.",
            "type": "text",
            "severity": severity,
        }
        for rule in rules
    ]


def _custom(**properties: Any) -> list[dict[str, Any]]:
    return [{"property": name, "value": value} for name, value in properties.items()]


def write(folder: Path, version: str, tables: Sequence[Table] = catalog.TABLES) -> list[Path]:
    """One file for each table, `<layer>.<table>.odcs.yaml`; existing ones are replaced."""
    import yaml

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables:
        path = folder / f"{table}.odcs.yaml"
        path.write_text(
            yaml.safe_dump(contract(table, version), sort_keys=False, allow_unicode=True, width=120), "utf-8"
        )
        written.append(path)
    return written
