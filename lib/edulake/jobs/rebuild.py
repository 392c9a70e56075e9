"""rebuild: compute subjects or products anew, from everything that the layer below holds, and say what changed.

Rows that come out as they are stay as they are, so that a rebuild of what is right commits nothing; rows that no
longer hold go. A table whose keys are made in another way since it was written (its contract has a newer version) is
emptied first. The products that read a rebuilt subject are brought up to date.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.jobs import gold_aggregate, silver_cleanse
from edulake.jobs.runner.context import SELECTORS
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.silver import SUBJECTS
from edulake.store.commits import spelled_since

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from edulake.gold import Product
    from edulake.jobs.runner.context import Context
    from edulake.ops.runs import Run
    from edulake.silver import Subject

ASKED_FOR = "a rebuild was asked for"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--outdated", action="store_true", help="every table whose keys are made in another way since it was written"
    )


def run(context: Context) -> list[Run]:
    """Rebuild the named subjects and products."""
    store = context.store
    store.rebuilding = True
    subjects, products = _chosen(context, "subject", SUBJECTS), _chosen(context, "product", PRODUCTS)
    if not subjects and not products:
        if getattr(context.options, "outdated", False):
            context.say("rebuild nothing: no table is outdated")
            return []
        raise ConfigError("nothing to rebuild was named", "", "give --subject NAME, --product NAME or --outdated")
    chosen = [*[SUBJECTS[name].table for name in subjects], *[PRODUCTS[name].table for name in products]]
    held = store.versions(chosen)
    with ExitStack() as stack:
        for table in [] if context.dry_run else chosen:
            stack.enter_context(store.renewing(table))
        runs = _rebuilt(context, subjects, products)
    for table in chosen:
        if store.exists(table):
            context.say(f"rebuilt {table}: {spelled_since(store, table, held.get(table, -1))}")
    return runs


def _chosen(context: Context, selector: str, known: Mapping[str, Subject] | Mapping[str, Product]) -> list[str]:
    """The names that were given, of things or of their tables, and of those that are outdated if all of them are."""
    named = {str(thing.table): name for name, thing in known.items()}
    given = [named.get(name, name) for name in context.selected.get(selector) or []]
    context.selected[selector] = given
    wanted = context.choose(selector, list(known)) if given else []
    if getattr(context.options, "outdated", False):
        wanted += [name for name, thing in known.items() if name not in wanted and context.store.outdated(thing.table)]
    return wanted


def _rebuilt(context: Context, subjects: list[str], products: list[str]) -> list[Run]:
    """The subjects first, then what was asked for of the products, then what reads the subjects."""
    sources = context.selected.get("source", [])
    tables = {SUBJECTS[name].table for name in subjects}
    reading = [n for n, p in PRODUCTS.items() if n not in products and tables & {read.table for read in p.inputs}]
    runs = []
    if subjects:
        context.selected = {"subject": subjects, "source": sources}
        runs += silver_cleanse.run(context, anew=ASKED_FOR)
    if products:
        context.selected = {"product": products}
        runs += gold_aggregate.run(context, anew=ASKED_FOR)
    if reading:
        context.selected = {"product": reading}
        runs += gold_aggregate.run(context)
    return runs


JOB = Job("rebuild", "Compute subjects or products anew, and say what changed.", run, SELECTORS, arguments)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
