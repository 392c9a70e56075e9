"""The workflow on clusters without a scheduler of their own: YARN, Kubernetes, an image, and object stores.

`yarn.sh JOB …` and `kubernetes.sh JOB …` run one job; `daily.sh` runs the workflow with either of them, for cron.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import BalanceError, ConfigError
from edulake.platforms.schedulers.cluster_scripts import DELTA, DOCKERFILE, FOLLOW, HADOOP, JDBC, KUBERNETES, MADE, YARN
from edulake.platforms.schedulers.workflow import EVERY_JOB, PARAMETERS
from edulake.store.object_stores import LOG_STORES, SHARED_ON_S3

if TYPE_CHECKING:
    from edulake.platforms.schedulers.workflow import Task, Workflow

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
_ACCOUNT, _OAUTH = "ACCOUNT.dfs.core.windows.net", "spark.hadoop.fs.azure.account.oauth"
_OF_ADLS = {
    "spark.jars.packages": f"{DELTA},{JDBC},org.apache.hadoop:hadoop-azure:{HADOOP}",
    f"spark.hadoop.fs.azure.account.auth.type.{_ACCOUNT}": "OAuth",
}
STORES = {
    "hdfs": (
        "HDFS, and what else the cluster's Hadoop knows by itself.",
        {"spark.jars.packages": f"{DELTA},{JDBC}"},
    ),
    "abfss": (
        """\
ADLS Gen2: abfss://container@account.dfs.core.windows.net/path. Delta needs no setting: the store creates a
# file only if there is none. ACCOUNT and the identity are yours: here it is the machine's own, a
# client's credentials are for abfss_client.conf.""",
        {
            **_OF_ADLS,
            f"{_OAUTH}.provider.type.{_ACCOUNT}": "org.apache.hadoop.fs.azurebfs.oauth2.MsiTokenProvider",
        },
    ),
    "abfss_client": (
        """\
ADLS Gen2 by a client's own credentials (a service principal). ACCOUNT, TENANT, CLIENT and where keys lie are yours.
# Its secret is in no file of settings, but in a store of credentials, under the name
# fs.azure.account.oauth2.client.secret.ACCOUNT.dfs.core.windows.net: `hadoop credential create NAME -provider PATH`.
# On Databricks it is a setting of that name, spark.hadoop. before it, with the value {{secrets/SCOPE/NAME}}.""",
        {
            **_OF_ADLS,
            f"{_OAUTH}.provider.type.{_ACCOUNT}": "org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider",
            f"{_OAUTH}2.client.endpoint.{_ACCOUNT}": "https://login.microsoftonline.com/TENANT/oauth2/token",
            f"{_OAUTH}2.client.id.{_ACCOUNT}": "CLIENT",
            "spark.hadoop.hadoop.security.credential.provider.path": "jceks://hdfs@NAMENODE/keys/edulake.jceks",
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
        "edulake-follow.service": FOLLOW,
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
