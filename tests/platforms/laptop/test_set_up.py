from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile

import pytest

from edulake.platforms.laptop.environment import write
from edulake.platforms.laptop.set_up import PACKAGE, zip_package
from edulake.store import session

pytestmark = pytest.mark.once

CHECKOUT = PACKAGE.parents[1]
DOOR = CHECKOUT / "spark-submit.sh"


def test_set_up_needs_nothing_but_the_standard_library():
    code = "import edulake.platforms.laptop.set_up, sys; sys.exit('pyspark' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    subprocess.run([sys.executable, "-S", "-c", code], env=environment, check=True)


def test_the_zip_holds_the_package_and_its_configuration(tmp_path):
    zip_package(tmp_path / "edulake.zip")
    names = zipfile.ZipFile(tmp_path / "edulake.zip").namelist()
    assert {"edulake/platforms/laptop/set_up.py", "edulake/conf/base.toml"} <= set(names)
    assert not [name for name in names if "__pycache__" in name]
    assert [path.name for path in tmp_path.iterdir()] == ["edulake.zip"]


def test_help_of_the_door_sets_nothing_up(tmp_path):
    environment = {**os.environ, "EDULAKE_HOME": str(tmp_path / "home")}
    done = subprocess.run([DOOR, "--help"], env=environment, capture_output=True, text=True, check=True)
    assert "Usage: ./spark-submit.sh COMMAND" in done.stdout
    assert not list((tmp_path / "home").iterdir())
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_the_door_adds_what_a_file_of_settings_says(tmp_path):
    """Behind those of this machine, and for the session that the job builds as well; spark-submit is a recorder."""
    spark, home = tmp_path / "spark", tmp_path / "home"
    submit = spark / "bin" / "spark-submit"
    submit.parent.mkdir(parents=True)
    write(submit, '#!/bin/sh\ncat "$2"; [ "$2" = "$EDULAKE_SPARK_CONF" ]\n', mode=0o700)
    (home / "spark-4.2").mkdir(parents=True)
    write(home / "spark-4.2" / "spark.conf", "spark.master local[*]\nspark.ui.enabled false\n")
    variables = {"EDULAKE_JAVA": "/bin/sh", "PYSPARK_PYTHON": sys.executable, "SPARK_HOME": spark}
    variables["EDULAKE_SPARK_CONF"] = home / "spark-4.2" / "spark.conf"
    lines = (f"export {name}={shlex.quote(str(value))}\n" for name, value in variables.items())
    write(home / "spark-4.2" / "environment.sh", "".join(lines))
    (home / "spark-4.2" / stamp()).touch()
    write(tmp_path / "mine.conf", "spark.ui.enabled true\n")
    environment = {**os.environ, "EDULAKE_HOME": str(home), "EDULAKE_PROPERTIES": str(tmp_path / "mine.conf")}
    done = subprocess.run([DOOR, "pipeline"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "spark.master local[*]\nspark.ui.enabled false\nspark.ui.enabled true\n"
    assert session.properties(done.stdout) == {"spark.master": "local[*]", "spark.ui.enabled": "true"}


def stamp():
    """The name of the file by which the door knows that a set-up for jobs is there."""
    texts = [CHECKOUT / "setup.py", PACKAGE / "platforms/laptop/set_up.py", PACKAGE / "platforms/laptop/machine.py"]
    content = str(CHECKOUT).encode() + b"".join(path.read_bytes() for path in texts)
    found = subprocess.run(["cksum"], input=content, stdout=subprocess.PIPE, check=True)
    return f"ready-{found.stdout.decode().strip().replace(' ', '_')}-cli+view+report"
