"""What the former code made is not made anew, and no entry outlives the code that took its place."""

from __future__ import annotations

import pytest

from edulake.bronze import sources
from edulake.config.load import load
from edulake.config.settings import SourceSettings
from edulake.contract import fingerprint
from edulake.contract.fingerprint import Fingerprint
from edulake.contract.formerly import FORMERLY
from edulake.gold import PRODUCTS
from edulake.jobs.steps.cleanse.anew import made_by
from edulake.jobs.steps.refresh import compute
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once


def codes() -> set[str]:
    """The code behind each subject of each standard and of configuration, and behind each product."""
    settings = load()
    blocks = {
        name: SourceSettings(
            "csv", files="*", subject=name, columns={column: column for column in subject.form.required}
        )
        for name, subject in SUBJECTS.items()
    }
    silver = {made_by(SUBJECTS[one.subject], one, blocks).code for one in sources(blocks)}
    return silver | {compute.made_by(settings, product).code for product in PRODUCTS.values()}


def test_each_entry_names_code_that_is_there() -> None:
    """Where code changed what it makes, its entries go: what it made before is to be made anew."""
    assert set(FORMERLY) <= codes()


def test_what_the_former_code_made_counts() -> None:
    current, (former, *_) = next(iter(FORMERLY.items()))
    assert Fingerprint("settings", current).differs_from(f"settings.{former}") == ""
    assert Fingerprint("settings", current).differs_from(f"other.{former}") == "its settings changed"
    assert Fingerprint("settings", "another").differs_from(f"settings.{former}") == "its code changed"


def test_a_change_of_one_subject_is_none_of_the_others() -> None:
    """However many subjects there are: what a source makes of its records reaches the code of its subject alone."""
    block = SourceSettings(
        "csv", files="*", subject="attendance", columns={n: n for n in ("student_id", "date", "status")}
    )
    [source] = [one for one in sources({"one": block}) if one.name == "one"]
    attendance = SUBJECTS["attendance"]
    reached = fingerprint.reached([source.candidates, attendance.words, attendance.values, attendance.derived])
    subjects = {
        place.module for place in reached if place.module.startswith("edulake.silver.") and place.module.count(".") > 2
    }
    assert subjects == {"edulake.silver.wellbeing.attendance"}
