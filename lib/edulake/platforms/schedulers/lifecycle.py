"""What an object store does by itself with files that grow old, as each of three takes it: ADLS, S3 and GCS.

Delta's own files are never moved or deleted by age: a table is made of old ones as of new ones. What runs staged goes,
and deliveries, once no table may hold any longer what they say. Of what was deleted a store that keeps versions keeps
them a few days, so that a purge is one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.bronze import sources
from edulake.silver.aging import days_kept

if TYPE_CHECKING:
    from edulake.config.settings import Settings

# The container of ADLS, and where in it or in a bucket the folders lie.
CONTAINER, WAREHOUSE, LANDING = "CONTAINER", "warehouse", "landing"
VERSIONS_DAYS = 7
# S3 takes nothing into cooler storage before, nor from there into an archive sooner than a month later.
MONTH = 30


class Rule(NamedTuple):
    """After how many days the files below a folder are moved to cooler storage, archived and deleted; 0: never."""

    name: str
    folder: str
    cool: int
    archive: int
    delete: int


def files(settings: Settings) -> dict[str, str]:
    """The rules of each store, by file name."""
    found = rules(settings)
    made = {"adls.json": adls(found), "s3.json": s3(found), "gcs.json": gcs(found)}
    return {name: json.dumps(content, indent=2) + "\n" for name, content in made.items()}


def rules(settings: Settings) -> list[Rule]:
    """What runs staged, and each source's deliveries: they go when the last table that they feed may hold them no more.

    Before that `retain` deletes those that bronze took, where the settings say so: a store cannot know which these are.
    """
    of = settings.retention
    days: dict[str, int] = {}
    for source in sources(settings.sources):
        for feed in source.feeds:
            days[source.name] = max(days.get(source.name, 0), days_kept(feed.table, of))
    staged = [Rule("staging", f"{WAREHOUSE}/_staging/", 0, 0, of.staging_days)] if of.staging_days else []
    archived = of.archive_days and max(of.archive_days, of.cool_days + 1)
    return staged + [
        Rule(name, f"{LANDING}/{name}/", *(moved if moved < kept else 0 for moved in (of.cool_days, archived)), kept)
        for name, kept in sorted(days.items())
    ]


def adls(found: list[Rule]) -> dict[str, Any]:
    """A management policy: `az storage account management-policy create --policy @adls.json`."""
    actions = [("tierToCool", "cool"), ("tierToArchive", "archive"), ("delete", "delete")]
    older = "daysAfterModificationGreaterThan"
    made = [
        _adls(
            rule.name,
            rule.folder,
            {"baseBlob": {what: {older: days} for what, name in actions if (days := getattr(rule, name))}},
        )
        for rule in found
    ]
    versions = {"delete": {"daysAfterCreationGreaterThan": VERSIONS_DAYS}}
    made.append(_adls("versions", f"{WAREHOUSE}/", {"version": versions, "snapshot": versions}))
    return {"rules": made}


def _adls(name: str, folder: str, actions: dict[str, Any]) -> dict[str, Any]:
    # Names of rules are letters and digits.
    called = "edulake" + "".join(part.capitalize() for part in name.split("_"))
    filters = {"blobTypes": ["blockBlob"], "prefixMatch": [f"{CONTAINER}/{folder}"]}
    return {
        "enabled": True,
        "name": called,
        "type": "Lifecycle",
        "definition": {"actions": actions, "filters": filters},
    }


def s3(found: list[Rule]) -> dict[str, Any]:
    """`aws s3api put-bucket-lifecycle-configuration --lifecycle-configuration file://s3.json`."""
    made = [_s3(rule) for rule in found]
    made.append(
        {
            "ID": "edulake-versions",
            "Status": "Enabled",
            "Filter": {"Prefix": f"{WAREHOUSE}/"},
            "NoncurrentVersionExpiration": {"NoncurrentDays": VERSIONS_DAYS},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": VERSIONS_DAYS},
        }
    )
    return {"Rules": made}


def _s3(rule: Rule) -> dict[str, Any]:
    cool = rule.cool and max(rule.cool, MONTH)
    archive = rule.archive and max(rule.archive, cool + MONTH)
    moved = [("STANDARD_IA", cool), ("GLACIER", archive)]
    transitions = [{"Days": days, "StorageClass": kind} for kind, days in moved if days and days < rule.delete]
    return {
        "ID": f"edulake-{rule.name}",
        "Status": "Enabled",
        "Filter": {"Prefix": rule.folder},
        **({"Transitions": transitions} if transitions else {}),
        "Expiration": {"Days": rule.delete},
    }


def gcs(found: list[Rule]) -> dict[str, Any]:
    """`gcloud storage buckets update gs://BUCKET --lifecycle-file=gcs.json`."""
    kinds = {"cool": "NEARLINE", "archive": "ARCHIVE"}
    made = [
        {
            "action": {"type": "SetStorageClass", "storageClass": kind},
            "condition": {"age": days, "matchesPrefix": [rule.folder]},
        }
        for rule in found
        for name, kind in kinds.items()
        if (days := getattr(rule, name))
    ]
    made += [
        {"action": {"type": "Delete"}, "condition": {"age": rule.delete, "matchesPrefix": [rule.folder]}}
        for rule in found
    ]
    versions = {"daysSinceNoncurrentTime": VERSIONS_DAYS, "matchesPrefix": [f"{WAREHOUSE}/"]}
    made.append({"action": {"type": "Delete"}, "condition": versions})
    return {"rule": made}
