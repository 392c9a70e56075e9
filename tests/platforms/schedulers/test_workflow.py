"""One daily run, written down for four kinds of scheduler: they must say the same, and what the jobs understand."""

from __future__ import annotations

import ast
import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from bundle import ROOT, TARGETS, resources

from edulake.config.load import load
from edulake.errors import ConfigError
from edulake.jobs.runner import main, task
from edulake.platforms.schedulers.workflow import Task, Workflow, daily

pytestmark = pytest.mark.once

DEPLOY = ROOT / "deploy"
WORKFLOW = daily(load())
SHAPE = {t.name: sorted(t.after) for t in WORKFLOW.tasks}
COMMANDS = [[t.job, *t.options, *sorted(t.parameters)] for t in WORKFLOW.tasks]


@pytest.mark.parametrize("of", WORKFLOW.tasks, ids=lambda of: of.name)
def test_the_jobs_understand_their_arguments(of: Task) -> None:
    job = import_module(f"edulake.jobs.{of.job}").JOB
    given = main._parser(job).parse_args(of.arguments(lambda name: f"the {name}"))
    assert (given.catalog, given.warehouse, given.landing) == ("the catalog", "the warehouse", "the landing")
    assert (ROOT / "jobs" / f"{of.job}.py").is_file()
    assert of.job in task.jobs()


def test_all_schedulers_run_the_same() -> None:
    """Tasks and what they wait for, and the arguments that are theirs alone."""
    for target in TARGETS:
        job = resources(target)["jobs"]["edulake_daily"]
        assert {t["task_key"]: sorted(d["task_key"] for d in t.get("depends_on", [])) for t in job["tasks"]} == SHAPE
        assert [own(t["python_wheel_task"]["parameters"]) for t in job["tasks"]] == COMMANDS
    body = json.loads((DEPLOY / "aidp" / "update_job.json").read_text())
    assert {t["taskKey"]: sorted(d["taskKey"] for d in t["dependsOn"]) for t in body["tasks"]} == SHAPE
    assert [own(json.loads(t["commandLineArguments"])[1:]) for t in body["tasks"]] == COMMANDS
    tasks, shape = airflow((DEPLOY / "airflow" / "edulake_daily.py").read_text())
    assert shape == SHAPE
    assert [own(words[1:]) for words in tasks] == COMMANDS
    script = (DEPLOY / "cluster" / "daily.sh").read_text()
    assert [
        own(line.replace('"', "").split()[1:]) for line in re.findall(r"^run .*$", script, re.MULTILINE)
    ] == COMMANDS


def test_a_day_is_published_where_there_is_somewhere_to(tmp_path: Path) -> None:
    conf = tmp_path / "conf.toml"
    conf.write_text('[publish]\ndrop = "/srv/drop"\n')
    published = {t.name: t.after for t in daily(load(str(conf))).tasks}
    assert published["publish"] == ("ml_backtest",)
    assert {name: after for name, after in published.items() if name != "publish"} == {
        t.name: t.after for t in WORKFLOW.tasks
    }


@pytest.mark.parametrize(
    ("left_out", "jobs", "only"),
    [
        (("early_warning", "languages"), [], None),
        (("early_warning",), ["ml_train", "ml_score"], "languages"),
        (("languages",), ["ml_train", "ml_score", "ml_backtest"], "early-warning"),
    ],
)
def test_a_day_without_early_warning_or_models_of_languages(
    tmp_path: Path, left_out: tuple[str, ...], jobs: list[str], only: str | None
) -> None:
    """Where it is switched off, as on a gateway without numpy, no scheduler ends its day at it."""
    conf = tmp_path / "conf.toml"
    conf.write_text("".join(f"{name}_in_pipeline = false\n" for name in left_out))
    tasks = daily(load(str(conf))).tasks
    foreseeing = [t for t in tasks if t.job.startswith("ml_")]
    assert [t.job for t in foreseeing] == jobs
    assert [t.options[:2] for t in foreseeing[:2]] == [("--only", only)] * len(foreseeing[:2])
    assert {t.name: t.after for t in tasks}["maintain"] == ((jobs or ["gold_aggregate"])[-1],)


def test_nothing_is_deleted_unless_the_settings_say_so(tmp_path: Path) -> None:
    """Then before tables are clustered, and after everything that reads what goes."""
    assert "retain" not in SHAPE
    conf = tmp_path / "conf.toml"
    conf.write_text("[retention]\nevery_days = 7\n")
    tasks = {t.name: t for t in daily(load(str(conf))).tasks}
    assert (tasks["retain"].after, tasks["retain"].options) == (("ml_backtest",), ("--at-most-every", "7"))
    assert tasks["maintain"].after == ("retain",)


def own(words: list[str]) -> list[str]:
    """Job and arguments, without those that all jobs share; of the others that a parameter fills, the name."""
    shared = {f"--{name}" for name in ("catalog", "warehouse", "landing", "conf")}
    kept = [word for word in words if word.split("=")[0] not in shared and word != "${settings[@]}"]
    return [re.sub(r"^--([a-z-]+)=.*[{[].*$", lambda m: m[1].replace("-", "_"), word) for word in kept]


def airflow(text: str) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The DAG as its text has it; test_airflow.py has Airflow itself look at it."""
    tree = ast.parse(text)
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "task"]
    tasks = [[word.value for word in call.args] for call in sorted(calls, key=lambda call: call.lineno)]
    shape: dict[str, list[str]] = {words[0]: [] for words in tasks}
    for arrow in [n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.RShift)]:
        before = arrow.left.elts if isinstance(arrow.left, ast.List) else [arrow.left]
        shape[arrow.right.id] = sorted(name.id for name in before)
    return tasks, shape


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[schedule]\ntime = "6 o\'clock"', "schedule.time is 6 o'clock"),
        ('[schedule]\ntime = "24:00"', "schedule.time is 24:00"),
        ('[schedule]\ntime_zone = "Mars/Olympus"', "schedule.time_zone is Mars/Olympus"),
        ('[source_groups]\n"a; rm" = []', "no group of sources may be called a; rm"),
        ("[source_groups]\nothers = []", "no group of sources may be called others"),
    ],
)
def test_settings_that_no_scheduler_could_use(toml: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(toml)
    with pytest.raises(ConfigError, match=re.escape(says)):
        daily(load(str(tmp_path / "c.toml")))


def test_a_task_comes_after_those_it_waits_for() -> None:
    with pytest.raises(ValueError, match="after something that is not before it"):
        Workflow("w", "", (Task("a", "validate", ("b",)), Task("b", "validate")), 6, 0, "UTC")
