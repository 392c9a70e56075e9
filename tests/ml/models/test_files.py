"""Fitted models as files: where they lie, what is recorded of them, and that no others are taken for them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from pyspark.sql import SparkSession

from edulake.errors import UnreadableError
from edulake.ml.models import files
from edulake.store.store import Store

pytestmark = pytest.mark.once


class Part:
    """A fitted part, as far as it is written: a file of its data and one of what it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def write(self) -> Part:
        return self

    def overwrite(self) -> Part:
        return self

    def save(self, place: str) -> None:
        for name in ("data", "metadata"):
            path = Path(place, name, "part-0")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name} {self.text}")


def test_models_lie_beside_the_tables() -> None:
    """Below the root of a catalog's store where it has one."""
    settings = SimpleNamespace(warehouse="/w")
    assert files.folder(cast("Store", SimpleNamespace(root="", settings=settings)), "v-1") == "/w/_models/v-1"
    assert files.folder(cast("Store", SimpleNamespace(root="s3://b", settings=settings)), "v-1") == "s3://b/_models/v-1"


def test_a_model_is_loaded_if_its_files_are_those_recorded(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with a byte changed, a file more or less, in another algorithm's record, or where nothing lies."""
    place = str(tmp_path / "v-1")
    files.write([("logistic", Part("one")), ("boosted", Part("two"))], place)
    recorded = files.hashes(spark, place)
    assert [file.split(" ")[1] for file in recorded] == [
        f"{part}/{name}/part-0" for part in ("boosted", "logistic") for name in ("data", "metadata")
    ]
    assert recorded[0].split(" ")[0] == hashlib.sha256(b"data two").hexdigest()

    loaded: list[tuple[str, str]] = []
    monkeypatch.setattr(files, "saved", lambda part, at: loaded.append((part, at)) or part.upper())
    parts = files.load(spark, "average", place, recorded)
    assert parts == (("logistic", "LOGISTIC"), ("boosted", "BOOSTED")), "in the order of the algorithm"
    assert loaded == [("logistic", f"{place}/logistic"), ("boosted", f"{place}/boosted")]

    def refused(given: list[str], at: str = place) -> str:
        with pytest.raises(UnreadableError) as error:
            files.load(spark, "average", at, given)
        return error.value.why

    assert refused(recorded[1:]) == f"in {place}"
    assert refused(recorded, str(tmp_path / "none")) == f"in {tmp_path / 'none'}"
    Path(place, "boosted", "data", "part-0").write_text("data twO")
    refused(recorded)
    files.write([("boosted", Part("two"))], place)
    assert files.load(spark, "average", place, recorded) == parts, "written again it is the same model"
    Path(place, "boosted", "data", "part-1").write_text("more")
    refused(recorded)
