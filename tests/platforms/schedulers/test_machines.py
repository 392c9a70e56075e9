"""What the job runs on: cheap machines where they are asked for, and tags that say who pays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.config.databricks import Databricks
from edulake.config.load import load
from edulake.platforms.schedulers.databricks import daily_job
from edulake.platforms.schedulers.machines import on_clusters
from edulake.platforms.schedulers.workflow import daily

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("cloud", "said"),
    [
        ("aws", {"aws_attributes": {"availability": "SPOT_WITH_FALLBACK", "first_on_demand": 1}}),
        ("azure", {"azure_attributes": {"availability": "SPOT_WITH_FALLBACK_AZURE", "first_on_demand": 1}}),
        ("gcp", {"gcp_attributes": {"availability": "PREEMPTIBLE_WITH_FALLBACK_GCP", "first_on_demand": 1}}),
    ],
)
def test_cheap_machines_are_asked_for_in_the_words_of_their_cloud(cloud: str, said: dict[str, object]) -> None:
    """Only where the settings say so; never for the driver."""
    settings = replace(load(platform="databricks"), databricks=Databricks(cloud, spot=True))
    [cluster] = on_clusters(daily(load()), settings)["job_clusters"]
    assert {key: value for key, value in cluster["new_cluster"].items() if key.endswith("_attributes")} == said
    [usual] = on_clusters(daily(load()), load(platform="databricks"))["job_clusters"]
    assert not any(key.endswith("_attributes") for key in usual["new_cluster"])


def test_what_is_paid_for_says_by_whom() -> None:
    [cluster] = on_clusters(daily(load()), load())["job_clusters"]
    tags = {"project": "edulake", "cost_center": "${var.cost_center}"}
    assert cluster["new_cluster"]["custom_tags"] == daily_job(daily(load()), load())["tags"] == tags
