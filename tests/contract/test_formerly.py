"""What the former code made is not made anew, and no entry outlives the code that took its place."""

from __future__ import annotations

import pytest

from edulake.bronze import sources
from edulake.config.load import load
from edulake.contract.fingerprint import Fingerprint
from edulake.contract.formerly import FORMERLY
from edulake.gold import PRODUCTS
from edulake.jobs.steps.cleanse.anew import made_by
from edulake.jobs.steps.refresh import compute
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once


def codes() -> set[str]:
    """The code behind each subject of each kind of source that is shipped, and behind each product."""
    settings = load()
    silver = {made_by(SUBJECTS[one.subject], one, settings.sources).code for one in sources(settings.sources)}
    return silver | {compute.made_by(settings, product).code for product in PRODUCTS.values()}


def test_each_entry_names_code_that_is_there() -> None:
    """Where code changed what it makes, its entries go: what it made before is to be made anew."""
    assert set(FORMERLY.values()) <= codes()


def test_what_the_former_code_made_counts() -> None:
    former, current = next(iter(FORMERLY.items()))
    assert Fingerprint("settings", current).differs_from(f"settings.{former}") == ""
    assert Fingerprint("settings", current).differs_from(f"other.{former}") == "its settings changed"
    assert Fingerprint("settings", "another").differs_from(f"settings.{former}") == "its code changed"
