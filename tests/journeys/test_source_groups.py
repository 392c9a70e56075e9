"""Groups of sources that are ingested side by side: together they are all, and none twice."""

from __future__ import annotations

import argparse

import pytest
from lake import Lake, record

from edulake.bronze import sources
from edulake.config.load import load
from edulake.errors import ConfigError
from edulake.jobs import bronze_ingest
from edulake.ops.runs import Run

pytestmark = [pytest.mark.once, pytest.mark.more]


def chosen(lake: Lake, group: str | None, **selected: list[str]) -> list[str]:
    context = lake.context(**selected)
    context.options = argparse.Namespace(group=group)
    return bronze_ingest._chosen(context, [source.name for source in sources(lake.settings.sources)])


def test_the_groups_are_every_source_once(lake: Lake) -> None:
    groups = [*load().source_groups, "others"]
    assert len(groups) == 3
    together = [name for group in groups for name in chosen(lake, group)]
    assert sorted(together) == sorted(chosen(lake, None))


def test_a_source_that_no_group_names_is_among_the_others(lake: Lake) -> None:
    mine = lake.configured(
        '[sources.mine]\nfiles = "*.csv"\nformat = "csv"\n[sources.mine.columns]\n'
        + "\n".join(
            f'{name} = "{name}"' for name in ("student_id", "subject", "assessment_date", "score", "assessment_id")
        )
    )
    assert "mine" in chosen(mine, "others")


@pytest.mark.parametrize(
    ("group", "selected", "says"),
    [
        ("nobody", {}, "no group to choose is called nobody"),
        ("others", {"source": ["oulad"]}, "sources are named twice"),
    ],
)
def test_groups_that_cannot_be_chosen(group: str, selected: dict, says: str, lake: Lake) -> None:
    with pytest.raises(ConfigError, match=says):
        chosen(lake, group, **selected)


def test_a_group_with_a_source_that_does_not_exist(lake: Lake) -> None:
    with pytest.raises(ConfigError, match=r"source_groups.exams names act"):
        chosen(lake.configured('[source_groups]\nexams = ["act"]\n'), "exams")


def test_a_member_that_never_delivered_does_not_stop_its_group(lake: Lake) -> None:
    lake.deliver_json("lms_system_a/a.jsonl", record())
    context = lake.context()
    context.options = argparse.Namespace(group="learning_platforms")
    runs: list[Run] = bronze_ingest.run(context)
    assert [entry.records_in for entry in runs[0].entries] == [1]
    assert "bronze  assessment_platform_b: no delivery" in lake.said
