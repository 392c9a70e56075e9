"""Publishing to PostgreSQL: everything in one transaction, so that readers see the old or the new of all tables.

Rows are staged in temporary tables, compared with what was read, and changed rows alone are written: the tables stay
the same objects, with their views, grants and indexes, and readers wait for nobody. Ledger and log are in the same
commit; a run that is killed anywhere leaves nothing. Units that fail go back to where they were, and the others are
published.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from edulake.config import secret
from edulake.errors import BalanceError, ConfigError, EdulakeError, known
from edulake.serving.publish import connection as connecting
from edulake.serving.publish import ledger, loading, rows, statements, structure, transfer
from edulake.serving.publish.chosen import ABOUT_PEOPLE
from edulake.serving.publish.connection import run
from edulake.serving.publish.ledger import Entry, Published
from edulake.serving.publish.transfer import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import psycopg

    from edulake.config.publish import Publish
    from edulake.serving.publish.served import Served
    from edulake.serving.query import View

    Connection = psycopg.Connection[Any]

# Two publishers of one database: one works, the other waits, and finds nothing to do.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('edulake.publish', 0))"
WORK_MEMORY = "256MB"
SHORTEST_SECRET = 16
REFUSED = "rows with a U+0000, which no text of PostgreSQL can hold, in"


@dataclass
class Outcome:
    """What a publish did: a row of the log for each table that it had something to do for, and what failed."""

    entries: list[Entry] = field(default_factory=list)
    failures: list[EdulakeError] = field(default_factory=list)


class Publisher:
    """One publish of `view`, by `settings`; `patience_seconds` is how long it waits for another one."""

    def __init__(
        self, settings: Publish, view: View, run_id: str, patience_seconds: int, say: Callable[[str], None]
    ) -> None:
        self.settings, self.view, self.run_id, self.say = settings, view, run_id, say
        self.patience_seconds = patience_seconds
        self.secret = _long_enough(secret.read(settings.pseudonyms)) if settings.pseudonyms else b""
        self.mark = transfer.pseudonym("mark", "", self.secret) if self.secret else ""

    def publish(self, chosen: Sequence[Served]) -> Outcome:
        """Have the database say what the warehouse says; nothing is written where it does already."""
        outcome = Outcome()
        with connecting.opened(self.settings) as connection:
            structure.schemas_must_be_there(connection, chosen)
            before = ledger.read(connection)
            units = self.units(chosen, before)
            made_otherwise = [one for unit in units.values() for one in unit if self._is_made_otherwise(one, before)]
            for column in structure.evolve(connection, made_otherwise):
                self.say(f"publish  added the column {column}")
            for name in structure.secure(connection, chosen):
                self.say(f"publish  {name} has the row filters of today")
            with connection.transaction():
                run(connection, f"SET LOCAL lock_timeout = '{self.patience_seconds}s'")
                run(connection, f"SET LOCAL work_mem = '{WORK_MEMORY}'")
                run(connection, LOCK)
                before = ledger.read(connection)
                self._tell_of_others(connection, sorted(before.keys() - set(map(str, chosen))))
                for name, unit in units.items():
                    self._publish_unit(connection, name, unit, before, outcome)
        return outcome

    def rewrite(self, chosen: Sequence[Served]) -> None:
        """Have no file of a table about people hold what was deleted; who reads it waits meanwhile."""
        with connecting.opened(self.settings) as connection:
            run(connection, f"SET lock_timeout = '{self.patience_seconds}s'")
            for served in chosen:
                if served.schema in ABOUT_PEOPLE and structure.is_there(connection, served):
                    run(connection, statements.rewrite(served))
                    self.say(f"publish  {served} is written anew")

    def _tell_of_others(self, connection: Connection, names: Sequence[str]) -> None:
        """Tables that are not chosen any more are left alone, and not kept in mind once they are dropped."""
        for name in names:
            if connecting.has_table(connection, *name.split(".")):
                self.say(f"publish  {name} is not chosen any more, and grows old: choose it, or DROP TABLE {name}")
            else:
                ledger.forget(connection, name)

    def units(self, chosen: Sequence[Served], before: dict[str, Published]) -> dict[str, list[Served]]:
        """What is published together. It waits for what it is made from; of several tables for the first.

        What was published `before` does not wait: its table is gone, which is an error of its own.
        """
        units: dict[str, list[Served]] = defaultdict(list)
        for served in chosen:
            units[served.unit].append(served)
        waiting = {}
        for name, unit in units.items():
            tables = [table for served in unit for table in served.tables]
            missing = [str(table) for table in tables if not self.view.exists(table)]
            is_gone = any(ledger.is_of(before.get(str(served)), table) for served in unit for table in missing)
            if missing and not is_gone and (unit[0].question or len(missing) == len(tables)):
                waiting[name] = missing
        for name, missing in waiting.items():
            self.say(f"publish  {name} waits for {', '.join(dict.fromkeys(missing))}, which no run has written yet")
        return {name: unit for name, unit in units.items() if name not in waiting}

    def _publish_unit(
        self, connection: Connection, name: str, unit: list[Served], before: dict[str, Published], outcome: Outcome
    ) -> None:
        """A unit as a whole, or nothing of it."""
        began = dt.datetime.now(dt.UTC)
        try:
            with connection.transaction():
                entries = self._entries(connection, name, unit, before)
        except Exception as error:
            if connection.closed:
                raise
            failure = _of(error)
            outcome.failures.append(failure)
            why = ": ".join(part for part in (failure.what, failure.why) if part)
            self.say(f"publish  {name} failed: {why}")
            entries = [Entry(str(served), began, status="FAILED", note=why) for served in unit]
            ledger.create(connection)
        for entry in entries:
            ledger.log(connection, self.run_id, entry)
        outcome.entries += entries

    def _entries(
        self, connection: Connection, name: str, unit: list[Served], before: dict[str, Published]
    ) -> list[Entry]:
        """What became of each table of a unit; nothing where there was nothing to do."""
        now = {str(one): ledger.made_from(self.view, one) for one in unit}
        for of, which in now.items():
            ledger.must_not_be_gone(before.get(of), which)
        news = {ledger.news(before.get(of), now[of], one.fingerprint(self.mark)) for one in unit for of in [str(one)]}
        if "older" in news:
            self.say(f"publish  {name}: a later version is published already")
            return []
        altered = {str(one) for one in unit if self._is_altered(connection, one, before.get(str(one)))}
        if news == {"same"} and not altered:
            return []
        ledger.create(connection)
        for served in unit:
            if structure.is_there(connection, served):
                structure.must_fit(connection, served, before.get(str(served)))
            else:
                structure.create(connection, served)
        entries = {str(served): self._staged(connection, served) for served in unit}
        loading.resolve(connection, unit)
        for served in unit:
            of = entries[str(served)]
            of.rows_deleted, of.rows_updated, of.rows_inserted = loading.apply(connection, served)
        loading.settle(connection, unit)
        for served in unit:
            of = str(served)
            if ledger.made_from(self.view, served) != now[of]:
                raise BalanceError(f"{of} changed while it was read", "its version is another one", "run it again")
            self._done(connection, served, entries[of], now[of], is_repaired=of in altered)
        return list(entries.values())

    def _staged(self, connection: Connection, served: Served) -> Entry:
        """The rows in a stage, as many as the warehouse says that there are."""
        entry, tally = Entry(str(served), dt.datetime.now(dt.UTC)), Tally()
        loading.stage(connection, served, rows.of(self.view, served, self.secret, tally), tally)
        entry.rows_read, entry.rows_refused = tally.rows + tally.refused, tally.refused
        there = rows.counted(self.view, served)
        if there not in (None, entry.rows_read):
            why = f"the warehouse has {there} rows, {entry.rows_read} were read"
            raise BalanceError(f"{served} does not balance", why, "nothing of it was published: run it again")
        if tally.refused:
            entry.status, entry.note = "PARTIAL", f"{REFUSED} {', '.join(sorted(tally.refused_in))}"
            self.say(f"publish  {served}: left out {tally.refused} {entry.note}")
        return entry

    def _done(
        self, connection: Connection, served: Served, entry: Entry, now: ledger.MadeFrom, *, is_repaired: bool
    ) -> None:
        """The ledger's row; BalanceError unless the table has what was read."""
        found = loading.state(connection, served)
        entry.rows_served, entry.version_published = found.rows, ledger.newest(now)
        entry.made_from = now
        wanted = (entry.rows_read or 0) - (entry.rows_refused or 0)
        if found.rows != wanted:
            why = f"{wanted} rows were read, the table has {found.rows}"
            raise BalanceError(f"{served} does not balance", why, "nothing of it was published: report it")
        if is_repaired and entry.status == "SUCCESS":
            entry.status = "REPAIRED"
            self.say(f"publish  {served}: somebody had altered it, and it is put right")
        made = Published(now, served.fingerprint(self.mark), served.key, *found)
        ledger.write(connection, served, made, self.run_id)

    def _is_made_otherwise(self, served: Served, before: dict[str, Published]) -> bool:
        return str(served) in before and before[str(served)].fingerprint != served.fingerprint(self.mark)

    def _is_altered(self, connection: Connection, served: Served, before: Published | None) -> bool:
        """Whether a published table is not what it was when it was published, or is gone."""
        if before is None:
            return False
        if not structure.is_there(connection, served):
            return True
        if before.fingerprint != served.fingerprint(self.mark):
            return False  # its columns may be others: what it held cannot be summed the same way
        return loading.state(connection, served) != (before.rows, before.checksum)


def _long_enough(said: str) -> bytes:
    if len(said) < SHORTEST_SECRET:
        why = "whoever knows the ids could try out such secrets until the pseudonyms fit"
        fix = f"make one of {SHORTEST_SECRET} characters or more: openssl rand -hex 32"
        raise ConfigError("the secret of publish.pseudonyms is too short", why, fix)
    return said.encode()


def _of(error: Exception) -> EdulakeError:
    """An error for people: a database's own words may hold values."""
    state = getattr(error, "sqlstate", None)
    return known(error) if isinstance(error, EdulakeError) or state is None else connecting.explained(state, "")
