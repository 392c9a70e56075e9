"""The bodies for Oracle AI Data Platform, against what its own client knows of the API (`test --all`)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bundle import ROOT
from scheduler_tools import TOOLS, needs_tools

from edulake.config.load import load

pytestmark = pytest.mark.once

CREATE = json.loads((ROOT / "deploy" / "aidp" / "create_job.json").read_text())
UPDATE = json.loads((ROOT / "deploy" / "aidp" / "update_job.json").read_text())
KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


def test_a_job_is_made_by_name_and_then_replaced_as_a_whole() -> None:
    assert set(CREATE) == {"name", "path", "maxConcurrentRuns"}
    assert CREATE.items() <= UPDATE.items(), "a PUT without the name is refused"
    assert UPDATE["maxConcurrentRuns"] == 1


def test_tasks_start_the_launcher_with_a_list_of_words() -> None:
    launcher = ROOT / "deploy" / "aidp" / "edulake_task.py"
    compile(launcher.read_text(), str(launcher), "exec")
    names = {parameter["name"] for parameter in UPDATE["parameters"]}
    for task in UPDATE["tasks"]:
        words = json.loads(task["commandLineArguments"])
        assert words[0] == task["filePath"]
        assert words[0].endswith(launcher.name)
        asked = {word.split(".[")[1].split("]")[0] for word in words if "{{job.parameters." in word}
        assert asked <= names


def test_the_defaults_are_those_of_conf() -> None:
    settings = load(platform="aidp")
    defaults = {p["name"]: p["value"] for p in UPDATE["parameters"]}
    assert (defaults["catalog"], defaults["warehouse"]) == (settings.catalog, settings.warehouse)
    assert f"CREATE CATALOG IF NOT EXISTS `{settings.catalog}`" in (ROOT / "deploy/aidp/setup.sql").read_text()


@pytest.mark.slow
@needs_tools
@pytest.mark.parametrize(("model", "body"), [("CreateJobDetails", CREATE), ("UpdateJobDetails", UPDATE)])
def test_oracles_client_knows_every_field(model: str, body: dict[str, Any]) -> None:
    assert list(faults(models(model), model, body, "")) == []


@pytest.mark.slow
@needs_tools
def test_a_field_that_does_not_exist_is_found() -> None:
    task = {**UPDATE["tasks"][0], "retryCount": 1, "runIf": "SOMETIMES"}
    found = list(faults(models("UpdateJobDetails"), "UpdateJobDetails", {**UPDATE, "tasks": [task]}, ""))
    assert found == [".tasks[0].runIf is SOMETIMES", ".tasks[0].retryCount is unknown"]


def models(body: str) -> dict[str, Any]:
    """What Oracle's client knows of a body and of all that lies in it."""
    path = next(TOOLS.glob("lib/python3*/site-packages/aidp_cli/operation_manifest.json"))
    groups = {group["name"]: group["commands"] for group in json.loads(path.read_text())["commandGroups"]}
    return next(command["bodyModels"] for command in groups["workflow"] if command.get("bodyModel") == body)


def faults(known: dict[str, Any], model: str, body: dict[str, Any], where: str):
    """What of a body its model does not know, has with another type or value, or misses."""
    variants = {v["discriminatorValue"]: v for v in known[model]["variants"]}
    if variants:
        model = variants[body[next(iter(variants.values()))["discriminatorField"]]]["modelName"]
    fields = {field["name"]: field for field in known[model]["fields"]}
    yield from (f"{where}.{name} is missing" for name in known[model]["requiredFields"] if name not in body)
    for name, value in body.items():
        field, here = fields.get(name), f"{where}.{name}"
        if field is None:
            yield f"{here} is unknown"
        elif not isinstance(value, KINDS[field["type"]]):
            yield f"{here} is no {field['type']}"
        elif value not in field.get("enumValues", [value]):
            yield f"{here} is {value}"
        elif field.get("modelName"):
            items = value if isinstance(value, list) else [value]
            for number, item in enumerate(items):
                place = f"{here}[{number}]" if isinstance(value, list) else here
                yield from faults(known, field["modelName"], item, place)
