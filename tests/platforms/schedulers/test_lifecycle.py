"""Rules of object stores: what grows old by itself, and that no file of a table does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from edulake.config.load import load
from edulake.config.retention import Retention
from edulake.config.settings import Settings
from edulake.platforms.schedulers import lifecycle
from edulake.platforms.schedulers.lifecycle import Rule
from edulake.store.staging import Staging

pytestmark = pytest.mark.once
KINDS = ("adls.json", "s3.json", "gcs.json")


def settings(**retention: Any) -> Settings:
    return replace(load(), retention=Retention(**retention))


def of(name: str, **retention: Any) -> Rule:
    return next(rule for rule in lifecycle.rules(settings(**retention)) if rule.name == name)


def made(kind: str, **retention: Any) -> Any:
    return json.loads(lifecycle.files(settings(**retention))[kind])


def test_deliveries_go_with_the_last_table_that_they_feed() -> None:
    """Not with the first: one file may feed several. A setting counts as it does for `retain`."""
    assert of("lms_system_a") == Rule("lms_system_a", "landing/lms_system_a/", 30, 0, 3650)
    assert of("babblr").delete == 3650, "messages are kept for a year, talks for longer"
    shorter = {"days": {"bronze.student_assessments_raw": 20}, "archive_days": 10}
    assert of("lms_system_a", **shorter) == Rule("lms_system_a", "landing/lms_system_a/", 0, 0, 20)
    assert of("lms_system_a", cool_days=90, archive_days=90)[2:] == (90, 91, 3650)
    assert of("staging") == Rule("staging", "warehouse/_staging/", 0, 0, 2)
    assert [rule.name for rule in lifecycle.rules(settings(staging_days=0)) if "_staging" in rule.folder] == []


def prefixes(kind: str, content: Any) -> dict[str, bool]:
    """Folders, and whether anything but an old version is moved or deleted in them."""
    if kind == "adls.json":
        rules = [rule["definition"] for rule in content["rules"]]
        return {
            p.removeprefix("CONTAINER/"): "baseBlob" in r["actions"] for r in rules for p in r["filters"]["prefixMatch"]
        }
    if kind == "s3.json":
        return {rule["Filter"]["Prefix"]: "Expiration" in rule for rule in content["Rules"]}
    rules = [rule["condition"] for rule in content["rule"]]
    return {prefix: "age" in rule for rule in rules for prefix in rule["matchesPrefix"]}


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_of_a_table_is_touched_while_it_is_one(kind: str) -> None:
    found = prefixes(kind, made(kind, archive_days=100))
    assert found["warehouse/"] is False
    assert found["warehouse/_staging/"] is True
    assert found["landing/oulad/"] is True
    assert all(folder.endswith("/") for folder in found), "landing/a would be that of landing/ab as well"
    assert Staging(None, "warehouse").all == "warehouse/_staging"  # type: ignore[arg-type]


def test_s3_takes_days_in_its_order_only() -> None:
    """Nothing is cooled before a month, nor archived sooner than a month after, nor after it is gone."""
    rules = {rule["ID"]: rule for rule in made("s3.json", cool_days=5, archive_days=6)["Rules"]}
    moved = [(step["StorageClass"], step["Days"]) for step in rules["edulake-oulad"]["Transitions"]]
    assert moved == [("STANDARD_IA", 30), ("GLACIER", 60)]
    short = {"bronze.student_assessments_raw": 40}
    rules = {rule["ID"]: rule for rule in made("s3.json", cool_days=5, archive_days=6, days=short)["Rules"]}
    assert [step["Days"] for step in rules["edulake-lms_system_a"]["Transitions"]] == [30]
    assert "Transitions" not in rules["edulake-staging"]


def test_adls_is_asked_in_its_words() -> None:
    rules = {rule["name"]: rule for rule in made("adls.json", archive_days=100)["rules"]}
    assert all(name.isalnum() for name in rules)
    assert rules["edulakeLmsSystemA"]["definition"]["actions"]["baseBlob"] == {
        "tierToCool": {"daysAfterModificationGreaterThan": 30},
        "tierToArchive": {"daysAfterModificationGreaterThan": 100},
        "delete": {"daysAfterModificationGreaterThan": 3650},
    }
    assert rules["edulakeVersions"]["definition"]["actions"]["version"] == {
        "delete": {"daysAfterCreationGreaterThan": 7}
    }
