"""What a run puts down beside the tables and takes away again: frames that are read twice, and copies of deliveries.

It holds whole records of students, so it is cleared by what made it: as files on a disk, and by Spark where only
Spark can write. A run that was killed leaves its part behind; a later one takes it away, a day on.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pyspark.sql import functions as F

from edulake.config.place import scheme
from edulake.errors import UnreadableError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ABANDONED_SECONDS = 24 * 3600


class Staging:
    """One run's folder below `warehouse`/`name`; a volume is a folder as well."""

    def __init__(self, spark: SparkSession, warehouse: str, name: str = "_staging") -> None:
        self.spark = spark
        self.all = f"{warehouse}/{name}"
        self.path = f"{self.all}/{uuid4().hex}"
        self.is_folder = scheme(warehouse) is None
        self._used = False

    def kept(self, rows: DataFrame, name: str) -> DataFrame:
        """`rows` as they are now, written once."""
        path = f"{self.path}/{name}-{uuid4().hex}"  # a body that starts again stages again
        self._begin()
        rows.write.parquet(path)
        return self.spark.read.schema(rows.schema).parquet(path)

    def _begin(self) -> None:
        """Where only Spark can look, a file that it can see: those of a write that was killed have hidden names."""
        if not self.is_folder and not self._used:
            self._used = True
            self.spark.range(1).select(F.lit("").alias("value")).write.mode("append").text(f"{self.path}/begun")

    def folder(self) -> Path:
        """A private folder for copies of deliveries; UnreadableError where only Spark can write."""
        if not self.is_folder:
            why = f"copies cannot be made in {self.all}"
            raise UnreadableError("an archive or encoding needs a copy", why, "deliver unpacked UTF-8 files")
        folder = Path(self.path)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def clear(self) -> None:
        """Remove what this run staged, and what runs that were killed left behind a day ago or more.

        Where only Spark can look, a run that staged nothing does not look, and UnreadableError says that something
        remains; what has failed already says more, and passes.
        """
        failed = sys.exception()
        if self.is_folder:
            self._remove()
        elif self._used:
            try:
                for path in (self.path, *self._abandoned()):
                    self._empty(path)
                self._used = False
            except Exception as error:
                if failed:
                    return
                why = f"{type(error).__name__}: Spark could not empty it"
                raise UnreadableError(
                    f"copies of records remain in {self.all}", why, "let jobs delete there"
                ) from error

    def _remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        for folder in Path(self.all).glob("*"):
            with suppress(FileNotFoundError):  # another run was faster
                if folder.stat().st_mtime < time.time() - ABANDONED_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)

    def _abandoned(self) -> list[str]:
        """Parts of other runs in which the newest file is a day old."""
        files = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(self.all)
        part = F.regexp_extract("path", "/_staging/([0-9a-f]{32})/", 1)
        newest = files.groupBy(part.alias("part")).agg(F.max("modificationTime").alias("newest"))
        before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ABANDONED_SECONDS)
        old = newest.where((F.col("part") != "") & (F.col("newest") < F.lit(before)))
        return [f"{self.all}/{row['part']}" for row in old.collect()]

    def _empty(self, path: str) -> None:
        """Spark deletes a folder only by writing another in its place, here one without a file.

        It is no table, so that the overwrite takes no clustering away.
        """
        # One column is the name of a folder: without rows no file is written for it.
        nothing = self.spark.range(0).select(F.lit("").alias("value"), F.lit("").alias("part"))
        writer = nothing.write.partitionBy("part").mode("overwrite")
        # Whatever the session is set to: the other mode deletes nothing, and a mark of success is a file.
        writer = writer.option("partitionOverwriteMode", "static")
        writer.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false").parquet(path)
