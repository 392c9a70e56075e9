"""The workflow on clusters without a scheduler of their own: YARN, Kubernetes, an image, and object stores.

`yarn.sh JOB …` and `kubernetes.sh JOB …` run one job; `daily.sh` runs the workflow with either of them, for cron.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import BalanceError, ConfigError
from edulake.platforms.schedulers.workflow import EVERY_JOB, PARAMETERS
from edulake.store.object_stores import LOG_STORES, SHARED_ON_S3

if TYPE_CHECKING:
    from edulake.platforms.schedulers.workflow import Task, Workflow

PYTHON = (3, 11)
DOTTED = ".".join(map(str, PYTHON))
MADE = "Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again."
DELTA = "io.delta:delta-spark_4.2_2.13:4.4.0"
JDBC = "org.postgresql:postgresql:42.7.14"
HADOOP = "3.5.0"
# The version is in the name; Spark 4.2 says that it runs on 3.10 to 3.14.
PYTHON_IMAGE = "python:3.12-slim-bookworm"
# Nothing in the jobs runs Python on executors, so that only the driver needs the package.
YARN = f"""\
#!/usr/bin/env bash
# {MADE}
# yarn.sh JOB [arguments]: one job on YARN, from a checkout on a gateway machine, whose Python is the driver's.
# SPARK_HOME is a Spark 4.2; EDULAKE_PROPERTIES may name a file such as deploy/cluster/s3a.conf, by default hdfs.conf.
# The code is packed anew when it is not what the pack holds; EDULAKE_ZIP names one that somebody else made.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${{BASH_SOURCE[0]}}")/../.." && pwd -P)"
job="${{1:?name a job}}"
shift
submit="${{SPARK_HOME:?}}/bin/spark-submit"
python="${{PYSPARK_DRIVER_PYTHON:-${{PYSPARK_PYTHON:-python3}}}}"
"$python" -c "import sys; sys.exit(sys.version_info < {PYTHON})" || {{
  echo "yarn.sh: $python is no Python {DOTTED} or newer: name one in PYSPARK_DRIVER_PYTHON" >&2
  exit {ConfigError.exit_code}
}}
zip="${{EDULAKE_ZIP:-${{EDULAKE_HOME:-$here/.edulake}}/edulake.zip}}"
[ -n "${{EDULAKE_ZIP:-}}" ] || PYTHONPATH="$here/lib" "$python" -m edulake.platforms.laptop.set_up zip "$zip"
export EDULAKE_PLATFORM=cluster PYSPARK_DRIVER_PYTHON="$python"
exec "$submit" \\
  --master yarn --deploy-mode client --name "edulake $job" \\
  --properties-file "${{EDULAKE_PROPERTIES:-$here/deploy/cluster/hdfs.conf}}" \\
  --py-files "$zip" \\
  "$here/jobs/$job.py" "$@"
"""
KUBERNETES = f"""\
#!/usr/bin/env bash
# {MADE}
# kubernetes.sh JOB [arguments]: one job as a driver pod of the image that deploy/cluster/Dockerfile makes.
# KUBERNETES is the URL of the API server, EDULAKE_IMAGE the image; the claim edulake-landing holds deliveries and
# is seen at /landing by driver and executors. EDULAKE_PROPERTIES may name a file such as deploy/cluster/s3a.conf.
set -euo pipefail
job="${{1:?name a job}}"
shift
claim=persistentVolumeClaim.landing
exec "${{SPARK_HOME:?}}/bin/spark-submit" \\
  --master "k8s://${{KUBERNETES:?}}" --deploy-mode cluster --name "edulake-${{job//_/-}}" \\
  ${{EDULAKE_PROPERTIES:+--properties-file "$EDULAKE_PROPERTIES"}} \\
  --conf spark.kubernetes.namespace="${{EDULAKE_NAMESPACE:-edulake}}" \\
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=edulake \\
  --conf spark.kubernetes.container.image="${{EDULAKE_IMAGE:?}}" \\
  --conf spark.kubernetes.submission.waitAppCompletion=true \\
  --conf spark.kubernetes.driver.volumes.$claim.options.claimName=edulake-landing \\
  --conf spark.kubernetes.driver.volumes.$claim.mount.path=/landing \\
  --conf spark.kubernetes.executor.volumes.$claim.options.claimName=edulake-landing \\
  --conf spark.kubernetes.executor.volumes.$claim.mount.path=/landing \\
  "local:///opt/edulake/jobs/$job.py" "$@"
"""
# Spark's own images have the Python of their Ubuntu, 3.10 on jammy: too old for this package. So Python's image is the
# base; Spark, its entry point and its Java (built for older systems than this Debian) come from Spark's.
# tini, gosu and libnss-wrapper are what that entry point calls, procps what Spark's scripts do.
DOCKERFILE = f"""\
# {MADE}
# From the root of the checkout: docker build -f deploy/cluster/Dockerfile -t edulake .
ARG SPARK_IMAGE=apache/spark:4.2.0-scala2.13-java17-ubuntu
ARG PYTHON_IMAGE={PYTHON_IMAGE}
FROM ${{SPARK_IMAGE}} AS spark

FROM ${{PYTHON_IMAGE}}
# Debian keeps only the newest build of a package, so that none can be named.
# hadolint ignore=DL3008
RUN apt-get update \\
 && apt-get install -y --no-install-recommends gosu libnss-wrapper procps tini \\
 && rm -rf /var/lib/apt/lists/* \\
 && groupadd --system --gid 185 spark \\
 && useradd --system --uid 185 --gid spark --home-dir /nonexistent spark
COPY --from=spark /opt/java/openjdk /opt/java/openjdk
COPY --from=spark --chown=185:185 /opt/spark /opt/spark
COPY --from=spark /opt/entrypoint.sh /opt/decom.sh /opt/
ENV JAVA_HOME=/opt/java/openjdk \\
    SPARK_HOME=/opt/spark \\
    PYSPARK_PYTHON=/usr/local/bin/python3 \\
    PATH=/opt/java/openjdk/bin:${{PATH}}

WORKDIR /opt/edulake
COPY setup.py pyproject.toml MANIFEST.in README.md ./
COPY conf conf
COPY lib lib
COPY jobs jobs
# numpy and pandas are for early warning: pyspark.ml cannot be imported without them. Spark itself is its image's.
RUN python3 -m pip install --no-cache-dir . numpy==2.4.6 pandas==2.3.3 \\
 && touch /tmp/nothing.py \\
 && /opt/spark/bin/spark-submit --master "local[1]" --conf spark.jars.ivy=/tmp/ivy \\
      --packages {DELTA},{JDBC} /tmp/nothing.py \\
 && cp /tmp/ivy/jars/*.jar /opt/spark/jars/ \\
 && rm -rf /tmp/ivy /tmp/nothing.py
ENV EDULAKE_PLATFORM=cluster
WORKDIR /opt/spark/work-dir
ENTRYPOINT ["/opt/entrypoint.sh"]
# The user spark, by number: a cluster that forbids root can tell that it is not.
USER 185
"""
DAILY = """\
#!/usr/bin/env bash
# {made}
# {meaning}
# For cron: `{cron} daily.sh`, with CRON_TZ={time_zone}. EDULAKE_COMMAND runs one job, by default yarn.sh beside this.
# What these variables do not say is as in the settings: {variables}.
# EDULAKE_ALERT, if set, is a command for a job that failed for good; it gets {name}, the job and its exit code.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd -P)"
read -r -a command <<<"${{EDULAKE_COMMAND:-$here/yarn.sh}}"
lock="${{EDULAKE_LOCK:-${{TMPDIR:-/tmp}}/{name}-$(id -u).lock}}"
exec 9>"$lock"
flock --nonblock 9 || {{ echo "{name} is still running" >&2; exit 3; }}

# give_up JOB CODE: the day ends, and somebody is told: also of a job that could not start, which tells nobody itself.
give_up() {{
  local alert
  read -r -a alert <<<"${{EDULAKE_ALERT:-}}"
  [ "${{#alert[@]}}" = 0 ] || "${{alert[@]}}" {name} "$1" "$2" 9>&- || echo "EDULAKE_ALERT: $1 is not told of" >&2
  exit "$2"
}}

# run JOB [arguments]: another attempt where it may help, each pause twice the one before.
run() {{
  local attempt=0 code pause={pause}
  while :; do
    code=0
    "${{command[@]}}" "$@" 9>&- || code=$?
    case "$code" in 0) return 0 ;; {final}) give_up "$1" "$code" ;; esac
    attempt=$((attempt + 1))
    [ "$attempt" -le {retries} ] || give_up "$1" "$code"
    sleep "$pause"
    pause=$((pause * 2 < {longest} ? pause * 2 : {longest}))
  done
}}

settings=(
{settings}
)
{tasks}
"""
# The packages are in the file and not on the command line, whose --packages would hide the file's.
STORES = {
    "hdfs": (
        "HDFS, and what else the cluster's Hadoop knows by itself.",
        {"spark.jars.packages": f"{DELTA},{JDBC}"},
    ),
    "abfss": (
        """\
ADLS Gen2: abfss://container@account.dfs.core.windows.net/path. Delta needs no setting: the store creates a
# file only if there is none. ACCOUNT and the identity are yours.""",
        {
            "spark.jars.packages": f"{DELTA},{JDBC},org.apache.hadoop:hadoop-azure:{HADOOP}",
            "spark.hadoop.fs.azure.account.auth.type.ACCOUNT.dfs.core.windows.net": "OAuth",
            "spark.hadoop.fs.azure.account.oauth.provider.type.ACCOUNT.dfs.core.windows.net": (
                "org.apache.hadoop.fs.azurebfs.oauth2.MsiTokenProvider"
            ),
        },
    ),
    "s3a": (
        """\
S3: s3a://bucket/path. Two drivers lose each other's commits unless all of them commit through DynamoDB; the
# jobs refuse to start without it, or s3_single_driver = true in the settings. TABLE and REGION are yours.""",
        {
            "spark.jars.packages": (
                f"{DELTA},{JDBC},org.apache.hadoop:hadoop-aws:{HADOOP},io.delta:delta-storage-s3-dynamodb:4.4.0"
            ),
            "spark.delta.logStore.s3a.impl": SHARED_ON_S3,
            "spark.io.delta.storage.S3DynamoDBLogStore.ddb.tableName": "TABLE",
            "spark.io.delta.storage.S3DynamoDBLogStore.ddb.region": "REGION",
        },
    ),
    "oci": (
        "OCI Object Storage: oci://bucket@namespace/path. Delta must be told how to commit. REGION is yours.",
        {
            "spark.jars.packages": (
                f"{DELTA},{JDBC},com.oracle.oci.sdk:oci-hdfs-connector:3.4.1.0.0.1,io.delta:delta-contribs_2.13:4.4.0"
            ),
            "spark.delta.logStore.oci.impl": LOG_STORES["oci"],
            "spark.hadoop.fs.oci.client.hostname": "REGION",
        },
    ),
    "gs": (
        "Google Cloud Storage: gs://bucket/path.",
        {
            "spark.jars.packages": f"{DELTA},{JDBC},com.google.cloud.bigdataoss:gcs-connector:4.0.9",
            "spark.delta.logStore.gs.impl": LOG_STORES["gs"],
            "spark.hadoop.fs.gs.impl": "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem",
            "spark.hadoop.fs.AbstractFileSystem.gs.impl": "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFS",
        },
    ),
}


def files(workflow: Workflow) -> dict[str, str]:
    """Scripts, image and one properties file for each kind of object store."""
    stores = {f"{scheme}.conf": _properties(note, pairs) for scheme, (note, pairs) in STORES.items()}
    return {
        "yarn.sh": YARN,
        "kubernetes.sh": KUBERNETES,
        "Dockerfile": DOCKERFILE,
        "daily.sh": daily_script(workflow),
        **stores,
    }


def daily_script(workflow: Workflow) -> str:
    """The workflow as a script: its tasks one after the other, which every order of them allows."""
    return DAILY.format(
        made=MADE,
        meaning=workflow.meaning,
        name=workflow.name,
        cron=workflow.cron,
        time_zone=workflow.time_zone,
        variables=", ".join(_variable(name) for name in PARAMETERS),
        retries=workflow.retries.times,
        pause=workflow.retries.pause_seconds,
        longest=workflow.retries.longest_pause_seconds,
        final=f"{ConfigError.exit_code} | {BalanceError.exit_code}",
        settings="\n".join(f"  {_option(name)}" for name in EVERY_JOB),
        tasks="\n".join(_line(task) for task in workflow.tasks),
    )


def _line(task: Task) -> str:
    return " ".join(["run", task.job, *task.options, '"${settings[@]}"', *(_option(name) for name in task.parameters)])


def _option(name: str) -> str:
    return f'--{name.replace("_", "-")}="${{{_variable(name)}:-}}"'


def _variable(name: str) -> str:
    return f"EDULAKE_{name.upper()}"


def _properties(note: str, pairs: dict[str, str]) -> str:
    lines = "".join(f"{key} {value}\n" for key, value in pairs.items())
    return f"# {MADE}\n# {note}\n{lines}"
