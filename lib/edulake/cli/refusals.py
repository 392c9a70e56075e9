"""quarantine: what was refused, and why. What students' records say is shown only where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from edulake.cli.options import LOOK, AsJson, Conf, Warehouse, looking, print_json, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from edulake.config.settings import Settings
    from edulake.serving.query import View


PAYLOAD = ("source_system", "subject", "status", "reason_codes", "source_file", "payload_form", "raw_payload")
AFTERWARDS = "after a change of settings the next run reads all of its source again, files and records"
# In place of the form of a payload that is not shown.
SENSITIVE = "sensitive"


def add_to(app: typer.Typer) -> None:
    app.command("quarantine", rich_help_panel=LOOK)(quarantine)


def quarantine(
    source: Annotated[str | None, typer.Option(metavar="NAME", help="only what this source delivered")] = None,
    reason: Annotated[str | None, typer.Option(metavar="CODE", help="only what was refused for this")] = None,
    payloads: Annotated[
        bool, typer.Option("--payloads", help="the records as delivered: personal data, none that may be sensitive")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="at most so many payloads, or files")] = 20,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """What was refused, by source and reason, and what to do. Records are shown with --payloads only.

    Those that may hold what is sensitive of a person (health, sex, race, behaviour) are never shown.
    """
    from edulake.cli import refused

    def wanted(of: str, codes: list[str]) -> bool:
        return source in (None, of) and reason in (None, *codes)

    with looking(warehouse, conf) as lake:
        if payloads:
            delivered = list(_payloads(lake, wanted, limit))
            _show_payloads(_without_sensitive(delivered, settings(warehouse, conf)), as_json=as_json)
            return
        groups = [group for group in refused.groups(lake) if wanted(group.source, group.reasons)]
        files = [file for file in refused.whole_files(lake) if wanted(*file[0])]
    reasons = refused.advised(groups, settings(warehouse, conf).sources)
    if as_json:
        print_json(refused.Reason._fields, reasons)
        return
    from edulake.serving import terminal

    rows = [(r.source, r.subject, r.reason, r.open, r.resolved) for r in reasons]
    columns = ("source", "for", "reason", "open", "resolved")
    note = "a record with two reasons counts for both; --payloads shows the records"
    terminal.show("Refused", columns, rows, note if rows else "nothing was refused")
    meanings = dict(sorted((r.reason, r.meaning) for r in reasons if r.meaning))
    if meanings:
        terminal.show("What the reasons mean", ("reason", "meaning"), list(meanings.items()))
    if files:
        shown = [file for _, file in files[:limit]]
        more = f"and {len(files) - limit} more: --limit shows them" if len(files) > limit else ""
        terminal.show("Files refused as a whole", ("file", "for", "records", "because"), shown, more)
    to_do = [(r.source, r.reason, r.do) for r in reasons if r.open]
    if to_do:
        terminal.show("What to do", ("source", "reason", "do"), list(dict.fromkeys(to_do)), AFTERWARDS)


def _payloads(lake: View, wanted: Callable[[str, list[str]], bool], limit: int) -> Iterator[tuple[Any, ...]]:
    """The first open refusals that are wanted, oldest first."""
    from edulake.ops.tables import QUARANTINE

    if not lake.exists(QUARANTINE):
        return
    sql = f"SELECT {', '.join(PAYLOAD)} FROM {QUARANTINE} WHERE status = 'OPEN' ORDER BY quarantined_at, quarantine_id"
    found = 0
    for part in lake.stream(sql)[1]:
        for row in part:
            if found < limit and wanted(row[0], row[3]):
                found += 1
                yield row


def _without_sensitive(rows: list[tuple[Any, ...]], of: Settings) -> list[tuple[Any, ...]]:
    """The rows, those that may hold what is sensitive without their payload: its form says so."""
    from edulake.bronze import sources
    from edulake.governance import disclosure

    every = sources(of.sources)
    held_back = {kind: disclosure.held_back(every, *kind) for kind in {(row[0], row[1]) for row in rows}}
    return [(*row[:5], SENSITIVE, None) if row[5] != "file" and held_back[row[0], row[1]] else row for row in rows]


def _unheld(form: str, file: str) -> str:
    """What stands for a payload that is not there, or not shown."""
    if form == SENSITIVE:
        return f"a record of {file}: not shown, for it may hold what is sensitive of a person"
    return f"the file {file}" if form == "file" else f"a record of {file}: not kept, for its source keeps columns out"


def _show_payloads(rows: list[tuple[Any, ...]], *, as_json: bool) -> None:
    if as_json:
        print_json(PAYLOAD, rows)
        return
    from edulake.ops.tables import QUARANTINE
    from edulake.serving import terminal

    columns = ("source", "reasons", "as delivered")
    shown = [(source, codes, payload or _unheld(form, file)) for source, _, _, codes, file, form, payload in rows]
    note = "personal data: open refusals, oldest first"
    if any(row[5] == SENSITIVE for row in rows):
        note += f"\nsensitive records are shown to nobody: a grant of its own reads them in {QUARANTINE}"
    terminal.show("Refused, as delivered", columns, shown, note)
