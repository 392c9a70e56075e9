"""Seconds from a record's production until it is in silver, in gold and in PostgreSQL, tick by tick of follow.

A Kafka broker and a PostgreSQL of the tests' own run on this machine; a process of its own sends events of attendance
at a steady rate. After each tick what gold says is published. All events that a tick took were there when it committed;
those of the first tick, which compiles and makes the tables, are not counted. With --backlog so many records are there
beforehand, and one bronze_ingest of a warm session reads them all.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import arrived
import devices
import ticking

from edulake.config.load import load
from edulake.jobs import bronze_ingest, follow, gold_aggregate, publish, silver_cleanse
from edulake.store import session

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from edulake.config.settings import Settings

SUPPORT = Path(__file__).parents[1] / "tests" / "support"
PRODUCTS = ["attendance_insights"]
CONF = """
early_warning_in_pipeline = false

[publish]
url = "postgresql://127.0.0.1:{port}/{database}"
user = "env:ETL_USER"
password = "env:ETL_PASSWORD"
questions = false
tables = {products}

[sources.devices]
subject = "attendance"
format = "kafka"
columns = {{ attendance_id = "id", student_id = "student", date = "day", status = "status", updated_at = "produced" }}

[sources.devices.kafka]
brokers = "env:DEVICES_BROKERS"
topic = "attendance"
max_records = {most}
"""
# The parts of a tick.
PARTS = ("bronze", "silver", "gold", "publish")


class Tick(NamedTuple):
    """What a tick took of the topic and of the machine, by part; and for each of its events seconds until it was there.

    `waited` are those until it was in silver, in gold and in PostgreSQL, in the order of ARRIVED.
    """

    events: int
    took: ticking.Used
    parts: dict[str, ticking.Used]
    waited: tuple[list[float], ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", type=int, default=100, help="events a second")
    parser.add_argument("--ticks", type=int, default=30)
    parser.add_argument("--every", type=int, default=1, help="a tick so often, or when the one before it ends")
    parser.add_argument("--partitions", type=int, default=2)
    parser.add_argument("--product", nargs="+", default=PRODUCTS, help="what is made of them, and published")
    parser.add_argument("--backlog", type=int, metavar="N", help="read N records in one commit instead")


def run(options: argparse.Namespace) -> None:
    sys.path.insert(0, str(SUPPORT))
    import kafka
    import postgres
    from serving_rows import PASSWORD, ready

    jars, programs = kafka.programs(), postgres.programs()
    if jars is None or programs is None:
        sys.exit(
            "it takes a broker (./spark-submit.sh test fetches one) and PostgreSQL (Debian: apt install postgresql)"
        )
    with (
        tempfile.TemporaryDirectory() as folder,
        kafka.running(jars) as broker,
        postgres.running(programs) as server,
        ready(Path(folder), server) as world,
    ):
        os.environ.update(ETL_USER="etl_user", ETL_PASSWORD=PASSWORD, DEVICES_BROKERS=broker.address)
        broker.create(devices.TOPIC, options.partitions)
        conf, products = Path(folder, "conf.toml"), json.dumps(options.product)
        most = options.backlog or 1_000_000
        conf.write_text(CONF.format(port=server.port, database=world.database, products=products, most=most))
        Path(folder, "landing").mkdir(mode=0o700)
        where = ["--warehouse", world.settings.warehouse, "--landing", f"{folder}/landing", "--conf", str(conf)]
        if options.backlog:
            _backlog(options, where, broker.address)
        else:
            _arrivals(options, where, broker.address, world)


def _session(where: list[str]) -> tuple[Settings, Any]:
    """Settings, and the session that all ticks share."""
    warehouse, landing, conf = where[1::2]
    settings = load(conf, warehouse, landing)
    return settings, session.for_platform(settings)


def _arrivals(options: argparse.Namespace, where: list[str], brokers: str, world: Any) -> None:
    settings, spark = _session(where)
    parts, ticks, said = ticking.Parts(spark, PARTS), [], io.StringIO()
    for part, job in (("bronze", bronze_ingest), ("silver", silver_cleanse), ("gold", gold_aggregate)):
        job.run = parts.counting(part, job.run)
    published = parts.counting("publish", publish.main)
    seen = arrived.Seen(settings, options.product)

    def measured(tick: Callable[[], str]) -> str:
        before = ticking.used(spark)
        kind = tick()
        if kind == "news":
            with redirect_stdout(io.StringIO()):
                code = published(where)
            assert not code, said.getvalue()[-2000:]
            took = ticking.used(spark).since(before)
            waited = seen.waited(time.time())
            ticks.append(Tick(len(waited[0]), took, parts.taken(), waited))
            _say(len(ticks), ticks[-1])
        return kind

    asked = ["--product", *options.product, "--subject", "attendance", "--every", str(options.every)]
    with redirect_stderr(said), devices.producing(brokers, options.rate) as sent, ticking.around(measured):
        code = follow.main([*where, *asked, "--ticks", str(options.ticks)])
    if code:
        sys.exit(f"follow ended with {code}:\n{said.getvalue()[-2000:]}")
    arrived.must_agree(seen, world, options.product)
    _show(options, ticks, sent[0])


def _say(number: int, tick: Tick) -> None:
    parts = ", ".join(
        f"{part} {of.seconds:.1f} s (CPU {of.cpu:.1f}, {of.jobs} jobs)" for part, of in tick.parts.items()
    )
    until = f"{statistics.median(tick.waited[-1]):.1f} s until all is published" if tick.events else ""
    print(f"  tick {number:3} {tick.events:7,} events {tick.took.seconds:6.1f} s: {parts}; {until}", flush=True)


def _show(options: argparse.Namespace, ticks: list[Tick], sent: int) -> None:
    warm = [tick for tick in ticks[1:] if tick.events]
    if not warm:
        sys.exit("only the first tick had events: give more ticks")
    until = {}
    for place, name in enumerate(arrived.ARRIVED):
        waited = sorted(itertools.chain.from_iterable(tick.waited[place] for tick in warm))
        median, last = statistics.median(waited), waited[min(len(waited) * 99 // 100, len(waited) - 1)]
        until[name] = {"median": round(median, 2), "99th": round(last, 2)}
        print(f"until {name:10} median {median:6.1f} s, 99th {last:6.1f} s, most {waited[-1]:6.1f} s")
    used = {}
    for part in (*PARTS, "tick"):
        of = [tick.parts.get(part, tick.took) for tick in warm]
        used[part] = {name: round(statistics.median(getattr(one, name) for one in of), 2) for name in of[0]._fields}
        seconds, cpu, jobs = used[part].values()
        print(f"{part:8} median {seconds:6.1f} s, CPU {cpu:6.1f} s, {jobs:.0f} jobs of Spark")
    seconds, events = sum(tick.took.seconds for tick in warm), sum(tick.events for tick in warm)
    print(f"{len(warm)} ticks; {events:,} events, {events / seconds:,.0f} a second of the ticks")
    asked = {"rate": options.rate, "ticks": len(warm), "sent": sent, "events": events, "every": options.every}
    ticking.told("arrival", {**asked, "products": options.product, "until": until, **used})


def _backlog(options: argparse.Namespace, where: list[str], brokers: str) -> None:
    """Records that were there, read by one bronze_ingest; the code was compiled by an earlier one of some thousand."""
    _, spark = _session(where)
    for records in (min(options.backlog, 20_000), options.backlog):
        began = time.monotonic()
        sent = devices.sent(brokers, records)
        produced = time.monotonic() - began
        before, out = ticking.used(spark), io.StringIO()
        with redirect_stdout(out):
            code = bronze_ingest.main([*where, "--source", "devices"])
        took = ticking.used(spark).since(before)
        line = json.loads(out.getvalue().splitlines()[-1])
        assert (code, line["rows"]["delivered"]) == (0, sent), line
        print(
            f"{records:,} records: {took.seconds:.1f} s, CPU {took.cpu:.1f} s, produced in {produced:.1f} s", flush=True
        )
    rate = round(options.backlog / took.seconds)
    print(f"{rate:,} records a second, in one commit")
    figures = {"records": options.backlog, "seconds": round(took.seconds, 1), "cpu": round(took.cpu, 1)}
    ticking.told("backlog", {**figures, "records_a_second": rate})
