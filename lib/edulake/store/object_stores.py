"""What Delta needs to be told on object stores, and what it must not be left to do there.

A commit is a file that must not exist yet. HDFS, ADLS, GCS and OCI can create a file only if there is none; Delta has
to be told so for gs and oci. On S3 its log store knows of other writers only within one JVM: two drivers lose each
other's commits without an error (Delta's documentation, "Storage configuration"). So S3 needs a log store that all
drivers share, or somebody who says that there is but one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.config.place import scheme as scheme_of
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.config.settings import Settings

S3 = ("s3", "s3a", "s3n")
SHARED_ON_S3 = "io.delta.storage.S3DynamoDBLogStore"
# By scheme of a warehouse: the class through which Delta commits, where its own choice is not safe or not made.
LOG_STORES = {"oci": "io.delta.storage.OracleCloudLogStore", "gs": "io.delta.storage.GCSLogStore"}


def must_be_safe(settings: Settings, property_of: Callable[[str], str | None]) -> None:
    """ConfigError for a warehouse on an object store where commits could be lost; `property_of` reads Spark's settings.

    A catalog manages its storage itself, and is not looked at.
    """
    scheme = scheme_of(settings.warehouse)
    if not scheme or settings.catalog:
        return
    setting = f"spark.delta.logStore.{scheme}.impl"
    found = property_of(setting) or ""
    if scheme in S3 and found != SHARED_ON_S3 and not settings.s3_single_driver:
        raise ConfigError(
            f"the warehouse is on {scheme}, where two drivers lose each other's commits",
            f"{setting} is {found or 'not set'}: Delta sees other writers within one JVM only",
            f"set it to {SHARED_ON_S3}, or s3_single_driver = true if nothing else ever writes there meanwhile",
        )
    if scheme in LOG_STORES and found != LOG_STORES[scheme]:
        raise ConfigError(
            f"the warehouse is on {scheme}, where Delta must be told how to commit",
            f"{setting} is {found or 'not set'}",
            f"set it to {LOG_STORES[scheme]} (deploy/cluster/{scheme}.conf)",
        )
