"""A standard is the same code for every system that delivers it; a block says whose it is, and no more."""

from __future__ import annotations

import pytest

from edulake.bronze.standard import STANDARDS, of_standard
from edulake.config.settings import SourceSettings
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_one_more_system_of_a_standard() -> None:
    block = SourceSettings(standard="oneroster", system="north_sis", id_namespace="north", time_zone="Europe/Berlin")
    found = of_standard("north", block)
    assert {source.name for source in found} == {"north_sis"}
    assert {(one.notation.id_namespace, one.notation.time_zone) for one in found} == {("north", "Europe/Berlin")}
    for mine, standard in zip(found, STANDARDS["oneroster"], strict=True):
        assert (mine.feeds, mine.candidates, mine.subject) == (standard.feeds, standard.candidates, standard.subject)
    assert {source.name for source in of_standard("east", SourceSettings(standard="oulad"))} == {"east"}


def test_a_pattern_is_for_the_subjects_that_have_its_column() -> None:
    block = SourceSettings(standard="oneroster", patterns={"class_id": "CLS-.*"})
    patterns = {one.subject: one.notation.patterns for one in of_standard("north", block)}
    assert patterns["classes"] == patterns["enrollments"] == (("class_id", "CLS-.*"),)
    assert patterns["courses"] == ()


def test_a_pattern_of_a_column_that_there_is_not() -> None:
    with pytest.raises(ConfigError, match=r"sources\.north\.patterns\.klass_id is about nothing") as error:
        of_standard("north", SourceSettings(standard="oneroster", patterns={"klass_id": "x"}))
    assert "class_id" in error.value.fix
