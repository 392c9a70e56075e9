"""pyspark.ml is asked for where it is needed; what it lacks is named."""

from __future__ import annotations

import subprocess
import sys

import pytest
from checkout import ROOT

from edulake.errors import NotInstalledError
from edulake.ml import spark_ml

pytestmark = pytest.mark.once


def test_what_models_are_made_with() -> None:
    assert spark_ml.classification().LogisticRegression
    assert spark_ml.functions().vector_to_array


@pytest.mark.parametrize(
    ("error", "lacks"),
    [
        (ModuleNotFoundError("No module named 'numpy'", name="numpy"), "lacks numpy,"),
        (ImportError("cannot import name"), "lacks a package,"),
    ],
)
@pytest.mark.parametrize("part", ["classification", "functions", "recommendation"])
def test_a_missing_package_is_named_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, part: str, error: ImportError, lacks: str
) -> None:
    """It ends a job as a mistake of the settings does: early warning can be switched off."""

    def absent(_: str) -> None:
        raise error

    monkeypatch.setattr(spark_ml, "import_module", absent)
    with pytest.raises(NotInstalledError) as raised:
        getattr(spark_ml, part)()
    assert lacks in raised.value.why
    assert "early_warning_in_pipeline = false" in raised.value.fix
    assert raised.value.exit_code == 2


def test_other_errors_of_an_import_are_not_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ValueError("a broken installation")

    monkeypatch.setattr(spark_ml, "import_module", broken)
    with pytest.raises(ValueError, match="broken"):
        spark_ml.functions()


def test_jobs_start_without_numpy() -> None:
    """Whatever imports the models and the problems imports pyspark.ml only when it makes one."""
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import edulake.ml.models.training, edulake.ml.lists.reasons, edulake.ml.problems\n"
        "print('pyspark.ml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "lib")}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("False", 0), done.stderr
