"""doctor, plan, contracts, alert: is all here that a run needs, what would it do, what are tables, who is told?"""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edulake.cli.options import CHECK, AsJson, Conf, Landing, Warehouse, print_json, settings, spark_store
from edulake.errors import ContractError, EdulakeError

if TYPE_CHECKING:
    from edulake.config.settings import Settings
    from edulake.jobs.runner.plan import Plan


def add_to(app: typer.Typer) -> None:
    app.command("doctor", rich_help_panel=CHECK)(doctor)
    app.command("plan", rich_help_panel=CHECK)(plan)
    app.command("contracts", rich_help_panel=CHECK)(contracts)
    app.command("alert", rich_help_panel=CHECK)(alert)


def doctor(warehouse: Warehouse = None, landing: Landing = None, conf: Conf = None, as_json: AsJson = False) -> None:
    """Is everything here that a run needs? Each finding comes with its fix; broken ones set the exit code."""
    from edulake.platforms import doctor as examiner

    findings = examiner.examine(_settings_or_mistake(warehouse, conf, landing))
    if as_json:
        print_json(("what", "level", "found", "fix"), [finding[:4] for finding in findings])
    else:
        from edulake.cli.findings import show_findings

        show_findings(findings)
    raise typer.Exit(examiner.worst(findings))


def _settings_or_mistake(warehouse: str | None, conf: str | None, landing: str | None) -> Settings | EdulakeError:
    """The settings, or why they cannot be understood, which is a finding like others."""
    try:
        return settings(warehouse, conf, landing)
    except EdulakeError as error:
        return error


def plan(
    sources: Annotated[list[str] | None, typer.Option("--source", metavar="NAME", help="only this source")] = None,
    warehouse: Warehouse = None,
    landing: Landing = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """What the next run would do; drift from a contract sets the exit code (starts Spark, writes nothing)."""
    from edulake.jobs.runner.plan import plan as planned

    found = planned(spark_store(settings(warehouse, conf, landing)), sources or [])
    if as_json:
        print(json.dumps({name: _objects(rows) for name, rows in found._asdict().items()}))
    else:
        _show(found)
    if any(not drift.mended for drift in found.drift):
        raise typer.Exit(ContractError.exit_code)


def contracts(out: Annotated[Path, typer.Option(help="folder for the files")]) -> None:
    """Write the contract of every table as a file of the Open Data Contract Standard."""
    from edulake import __version__
    from edulake.governance import odcs

    print(f"{len(odcs.write(out, __version__))} contracts in {out}")


def alert(conf: Conf = None) -> None:
    """Send a test message by every channel that is set up; one that does not take it sets the exit code."""
    from edulake.ops.alerts import trial

    trial.send(settings(None, conf).alerts)
    print("sent: every channel took it")


def _objects(rows: list[Any]) -> list[Any]:
    return [row._asdict() if hasattr(row, "_asdict") else row for row in rows]


def _show(found: Plan) -> None:
    from edulake.serving import terminal

    steps = [(step.job.partition("_")[0], step.table, step.source or None, step.news) for step in found.steps]
    told = [*found.refusals, *found.others]
    nothing = "nothing, but see what is left" if told else "nothing: everything delivered is where it belongs"
    note = "\n".join(told if steps else [nothing, *told])
    terminal.show("What the next run would do", ("step", "table", "source", "news"), steps, note)
    rows = [(drift.table, drift.difference) for drift in found.drift]
    terminal.show("Drift from the contracts", ("table", "difference"), rows, "" if rows else "none")
