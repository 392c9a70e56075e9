"""doctor, plan, contracts and alert: what they say to people and to programs, and what decides their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_warehouse import Edulake

from edulake.governance import catalog
from edulake.jobs.runner import plan as planning
from edulake.jobs.runner.plan import Drift, Plan, Step
from edulake.ops.alerts import trial

pytestmark = pytest.mark.once

STEP = Step("bronze_ingest", "bronze.students_raw", "sis", "1 new")


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the next run would do, as a test says it; `asked` are the sources that it was asked for."""
    pytest.importorskip("typer", reason="the extra [cli] is not installed")
    from edulake.cli import checking

    given: dict[str, Any] = {"plan": Plan([], [], [], [])}

    def found(store: Any, selected: list[str]) -> Plan:
        given.update(asked=selected, settings=store)
        return given["plan"]

    monkeypatch.setattr(checking, "spark_store", lambda settings: settings)
    monkeypatch.setattr(planning, "plan", found)
    return given


def test_doctor_tells_by_words_by_json_and_by_exit_code(edulake: Edulake, tmp_path: Path) -> None:
    file = tmp_path / "warehouse"
    file.touch()
    said = edulake("doctor", on=file)
    assert said.code == 5
    assert "✗ warehouse" in said.out
    assert "→ choose another folder with --warehouse" in said.out
    found = edulake("doctor", "--json", on=file)
    assert found.code == 5
    assert all(set(finding) == {"what", "level", "found", "fix"} for finding in found.json)
    assert [finding["level"] for finding in found.json if finding["what"] == "warehouse"] == ["broken"]
    assert edulake("doctor", "--conf", str(tmp_path / "none.toml")).code == 2


@pytest.mark.parametrize(("mended", "code"), [([], 0), ([True], 0), ([True, False], 4)])
def test_only_drift_that_a_run_does_not_mend_fails_a_plan(
    edulake: Edulake, planned: dict[str, Any], mended: list[bool], code: int
) -> None:
    drift = [Drift(f"silver.{number}", "a column more", by_itself) for number, by_itself in enumerate(mended)]
    planned["plan"] = Plan([STEP], drift, [], [])
    assert edulake("plan").code == edulake("plan", "--json").code == code


def test_a_plan_is_of_the_sources_that_are_named(edulake: Edulake, planned: dict[str, Any], tmp_path: Path) -> None:
    edulake("plan", "--source", "sis", "--source", "lms", "--landing", str(tmp_path))
    assert planned["asked"] == ["sis", "lms"]
    assert planned["settings"].landing == str(tmp_path)
    edulake("plan")
    assert planned["asked"] == []


def test_a_plan_for_programs_is_one_object(edulake: Edulake, planned: dict[str, Any]) -> None:
    drift = Drift("silver.students", "no column x", mended=False)
    planned["plan"] = Plan([STEP], [drift], ["1.zip is refused"], ["2.txt is left alone"])
    assert json.loads(edulake("plan", "--json").out) == {
        "steps": [{"job": "bronze_ingest", "table": "bronze.students_raw", "source": "sis", "news": "1 new"}],
        "drift": [{"table": "silver.students", "difference": "no column x", "mended": False}],
        "refusals": ["1.zip is refused"],
        "others": ["2.txt is left alone"],
    }


def test_a_plan_for_people_says_what_is_left_beside_it(edulake: Edulake, planned: dict[str, Any]) -> None:
    nothing = edulake("plan").out
    assert "nothing: everything delivered is where it belongs" in nothing
    assert "none" in nothing
    planned["plan"] = Plan([], [], ["1.zip is refused"], ["2.txt is left alone"])
    left = edulake("plan").out
    assert "nothing, but see what is left" in left
    assert left.index("1.zip is refused") < left.index("2.txt is left alone")
    planned["plan"] = Plan([STEP], [], ["1.zip is refused"], [])
    steps = edulake("plan").out
    assert "bronze.students_raw" in steps
    assert "nothing" not in steps
    assert "1.zip is refused" in steps


def test_every_table_has_a_file_of_its_contract(edulake: Edulake, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    said = edulake("contracts", "--out", str(tmp_path / "odcs"), on=None)
    assert (said.code, said.out.strip()) == (0, f"{len(catalog.TABLES)} contracts in {tmp_path / 'odcs'}")
    assert len([path for path in (tmp_path / "odcs").rglob("*") if path.is_file()]) == len(catalog.TABLES)


def test_a_trial_of_alerts_says_whether_it_arrived(
    edulake: Edulake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no channel is set up nobody would be told of anything: that is a mistake of the settings."""
    assert edulake("alert", on=None).code == 2
    sent: list[Any] = []
    monkeypatch.setattr(trial, "send", sent.append)
    conf = tmp_path / "conf.toml"
    conf.write_text('[alerts]\nattempts = 3\nwebhook = { url = "env:HOOK" }\n')
    said = edulake("alert", "--conf", str(conf), on=None)
    assert (said.code, said.out) == (0, "sent: every channel took it\n")
    assert sent[0].attempts == 3
