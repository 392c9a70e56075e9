"""Blocks of experiments: what is said of them reaches the products, and what nobody can mean is a mistake."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from checkout import ROOT
from from_toml import loaded

from edulake.config.experiments import Experiment
from edulake.config.settings import Gold
from edulake.errors import ConfigError
from edulake.expr.metrics import NAMED
from edulake.gold.product import OF_EXPERIMENTS

pytestmark = pytest.mark.once
BLOCK = {
    "variants": "{ control = 1, short = 1 }",
    "start": "2025-01-06",
    "planned_end": "2025-02-02",
    "primary": '"score"',
    "mde": "2",
}


def block(name: str = "intro", **said: str) -> str:
    rows = {key: value for key, value in {**BLOCK, **said}.items() if value}
    return "\n".join([f"[experiments.{name}]", *[f"{key} = {value}" for key, value in rows.items()], ""])


def test_a_block_reaches_the_products(tmp_path: Path) -> None:
    said = block(secondaries='["lessons"]', guardrails="{ minutes = 0.5, retention_7 = 0.02 }")
    gold = loaded(tmp_path, said).gold
    found = gold.experiments["intro"]
    assert found.variants == {"control": Decimal(1), "short": Decimal(1)}
    assert (found.start, found.planned_end) == (dt.date(2025, 1, 6), dt.date(2025, 2, 2))
    assert found.metrics == {
        "score": "primary",
        "lessons": "secondary",
        "minutes": "guardrail",
        "retention_7": "guardrail",
    }
    assert [found.days(metric) for metric in found.metrics] == [28, 28, 28, 7]
    assert gold.chosen(OF_EXPERIMENTS)["experiments"] == gold.experiments
    assert "experiments" not in Gold().chosen(OF_EXPERIMENTS)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"variants": "{ control = 1 }"}, "experiments.intro.variants compares nothing"),
        ({"variants": "{ control = 1, short = 0 }"}, "experiments.intro.variants compares nothing"),
        ({"variants": "{ control = 1, short = -1 }"}, "experiments.intro.variants cannot be"),
        ({"variants": '{ control = 1, " " = 1 }'}, "experiments.intro.variants cannot be"),
        ({"variants": "{ a = 1, b = 1 }"}, "experiments.intro.control is no variant"),
        ({"variants": "{ control = 0, b = 1, c = 1 }"}, "experiments.intro.control is no variant"),
        ({"unit": '"course"'}, "no unit is called course"),
        ({"exposure": '"login"'}, "no exposure is called login"),
        ({"analysis": '"bayes"'}, "no analysis is called bayes"),
        ({"planned_end": "2025-01-05"}, "experiments.intro.planned_end is before"),
        ({"start": ""}, "experiments.intro.start is missing"),
        ({"start": '"2025-01-06"'}, "experiments.intro.start has the wrong type"),
        ({"window_days": "0"}, "experiments.intro.window_days is 0"),
        ({"covariate_days": "367"}, "experiments.intro.covariate_days is 367"),
        ({"primary": '"grade"'}, "no metric is called grade"),
        ({"secondaries": '["score"]'}, "experiments.intro names score twice"),
        ({"guardrails": "{ minutes = 0 }"}, "experiments.intro.guardrails.minutes is 0"),
        ({"guardrails": "{ retention_0 = 1 }"}, "no metric is called retention_0"),
        ({"mde": "0"}, "experiments.intro.mde is 0"),
        ({"alpha": "1"}, "experiments.intro.alpha is 1"),
        ({"power": "0"}, "experiments.intro.power is 0"),
        ({"analysis": '"sequential"'}, "experiments.intro.planned_learners is 0"),
        ({"sources": '["nobody"]'}, "no source is called nobody"),
        ({"salts": '"x"'}, "unknown setting experiments.intro.salts"),
    ],
)
def test_what_nobody_can_mean_is_a_mistake(tmp_path: Path, said: dict[str, str], wrong: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(wrong)):
        loaded(tmp_path, block(**said))


def test_learners_of_one_source_may_be_meant(tmp_path: Path) -> None:
    """By the name of its system, where its block gives one."""
    own = '[sources.app]\nstandard = "babblr"\nsystem = "north"\n'
    found = loaded(tmp_path, own + block(sources='["north", "babblr"]')).gold.experiments["intro"]
    assert found.sources == ["north", "babblr"]
    with pytest.raises(ConfigError, match="no source is called app"):
        loaded(tmp_path, own + block(sources='["app"]'))


def test_each_experiment_has_a_salt_of_its_own(tmp_path: Path) -> None:
    both = block("a") + block("b")
    assert len(loaded(tmp_path, both).gold.experiments) == 2
    with pytest.raises(ConfigError, match=r"experiments\.b\.salt is not its own"):
        loaded(tmp_path, block("a") + block("b", salt='"a"'))


def test_the_block_of_the_manual_names_every_choice(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "experiments.md").read_text()
    [block_told] = re.findall(r"```toml\n(.*?)```", told, re.DOTALL)
    loaded(tmp_path, block_told)
    named = set(re.findall(r"^(\w+) = ", block_told, re.MULTILINE))
    assert {one.name for one in fields(Experiment)} - named == {"control", "planned_learners"}
    assert all(f"`{metric}`" in told for metric in NAMED)


def test_a_sequential_analysis_names_its_number(tmp_path: Path) -> None:
    said = block(analysis='"sequential"', planned_learners="500")
    assert loaded(tmp_path, said).gold.experiments["intro"].planned_learners == 500
