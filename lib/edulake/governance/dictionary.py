"""The data dictionary, from the contracts: `python -m edulake.governance.dictionary > docs/data_dictionary.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance import catalog
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.rule import Check, Rule
    from edulake.contract.table import Column, Table
    from edulake.silver import Subject

LAYERS = {
    "bronze": "Every record as delivered. Raw columns are text, and any of them may hold a name.",
    "silver": "Typed, valid, one row for each fact: the newest version of it.",
    "gold": "Answers, recomputed for what changed, and early warning.",
    "ops": "What was refused, and what every run did.",
}
HEAD = """\
# Data dictionary

Made from the contracts by `python -m edulake.governance.dictionary`; a test compares it with them.

*Personal* is **direct** for what names a person, or might as delivered, for ids of people and of rows about them, and
for hashes over any of these; **indirect** for what could single one out; **sensitive** for what can harm a person when
it gets about (health, sex, race, behaviour). Views, screens and exports leave out what is direct, unless they are told
otherwise. What is sensitive they always leave out: it stands in bronze, quarantine and silver only, for those alone who
were granted it.
A column that is not *required* is null where the source does not say, or says something that cannot be read. Times are
UTC, days those of the source's time zone. All tables are Delta tables with liquid clustering.

Ids of students, courses, classes, schools and line items stand behind the namespace of their source, if it has one:
`north:S1`. In `issue_codes`, `UNEXPECTED_CLASS_ID` and its like mark what does not fit a pattern of the source.
Where a crosswalk says whom the ids of a system stand for, `UNMAPPED_PERSON` marks a row whose student it does not have,
and `CONFLICTING_PERSON` one for whose id it has two: both stand behind the name of their system.
"""


def markdown() -> str:
    """The whole dictionary: a contents list, then a section for each layer and table."""
    contents = [f"- {layer}: {', '.join(_link(table) for table in _of(layer))}" for layer in LAYERS]
    layers = [part for layer in LAYERS for part in _layer(layer)]
    return "\n".join([HEAD, *contents, "", *layers])


def _of(layer: str) -> list[Table]:
    return [table for table in catalog.TABLES if table.layer == layer]


def _link(table: Table) -> str:
    return f"[{table.name}](#{table.layer}{table.name})"


def _layer(layer: str) -> list[str]:
    return [f"## {layer}\n", f"{LAYERS[layer]}\n", *[line for table in _of(layer) for line in _section(table)]]


def _section(table: Table) -> list[str]:
    """Heading, facts, columns, what a record is refused or marked for, and what rows may not say together."""
    subject = next((one for one in SUBJECTS.values() if one.table is table), None)
    refers = subject.refers if subject else {}
    rows = [_row(column, table, refers.get(column.name)) for column in table.columns]
    columns = _table(("column", "type", "required", "personal", "meaning"), rows)
    return [f"### {table}\n", f"{table.meaning}\n", *_facts(table), "", *columns, *(_rules(subject) if subject else [])]


def _facts(table: Table) -> list[str]:
    told = {
        "key": _names(table.key) or "none: rows are only ever appended",
        "clustered by": _names(table.cluster_by),
        "kept for": f"{table.retention_days:,} days",
        "ids of people": ", ".join(f"`{column}` ({kind})" for column, kind in table.people.items()),
        "change feed": "yes" if table.change_feed else "",
        "contract version": str(table.contract_version),
    }
    return [f"- {what}: {value}" for what, value in told.items() if value]


def _row(column: Column, table: Table, refers: str | None) -> tuple[str, ...]:
    required = "key" if column.name in table.key else "yes" if not column.nullable else ""
    named = f" (of {SUBJECTS[refers].table})" if refers else ""
    personal = column.personal if column.personal != "none" else ""
    return f"`{column.name}`", f"`{column.type}`", required, personal, f"{column.meaning}{named}"


def _rules(subject: Subject) -> list[str]:
    return [
        *_codes("Refused, into ops.quarantine, for:", subject.refusals),
        *_codes("Kept, and marked in issue_codes, with:", subject.issues),
        *_codes("Looked for between rows, which are kept, by `validate`:", subject.checks),
    ]


def _codes(heading: str, rules: Iterable[Rule | Check]) -> list[str]:
    rows = [(f"`{rule.code}`", rule.meaning) for rule in rules]
    return [f"{heading}\n", *_table(("code", "meaning"), rows)] if rows else []


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """A Markdown table, and the blank line after it."""
    lines = [head, ("---",) * len(head), *rows]
    return [*[f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |" for cells in lines], ""]


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


if __name__ == "__main__":
    print(markdown(), end="")
