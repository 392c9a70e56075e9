"""Airflow with the daily run on one machine, for whoever has Docker and no scheduler: `deploy/compose.yml`.

Its one service is the image of the jobs with Airflow in an environment of its own beside them. It listens on
loopback, and its password is in no file of the checkout: a script makes one, for its owner alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.platforms.schedulers.cluster_scripts import MADE

if TYPE_CHECKING:
    from edulake.platforms.schedulers.workflow import Workflow

AIRFLOW = "3.3.2"
# Where Airflow publishes which versions of its own dependencies it was tried with.
CONSTRAINTS = "https://raw.githubusercontent.com/apache/airflow/constraints"
PASSWORD = "airflow_password"  # noqa: S105 - the name of the secret

SERVICES = """\
# {made}
# {meaning}
#   docker build -f deploy/cluster/Dockerfile -t edulake .     # the image of the jobs
#   deploy/compose/env.sh LANDING WAREHOUSE                    # once: a password, and where your data lies
# It ends with the command that starts all of it. Then http://127.0.0.1:8080 asks for admin and that password; the
# run starts at {hour:02}:{minute:02} ({time_zone}) once {name} is switched on there.
name: edulake
services:
  airflow:
    image: edulake-airflow
    build:
      context: .
      dockerfile: compose/Dockerfile
      args:
        RUNS_AS: ${{EDULAKE_UID:?run deploy/compose/env.sh first}}
    init: true
    restart: unless-stopped
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    ports: ["127.0.0.1:${{EDULAKE_PORT:-8080}}:8080"]
    environment:
      EDULAKE_MEMORY: ${{EDULAKE_MEMORY:-4g}}
    secrets: [{password}]
    volumes:
      - "${{EDULAKE_LANDING:?run deploy/compose/env.sh first}}:/landing"
      - "${{EDULAKE_WAREHOUSE:?run deploy/compose/env.sh first}}:/warehouse"
      - "${{EDULAKE_CONF:-/dev/null}}:/opt/airflow/edulake.toml:ro"
      - airflow:/opt/airflow/home
    healthcheck:
      test:
        - CMD
        - python3
        - -c
        - import urllib.request as r; r.urlopen("http://127.0.0.1:8080/api/v2/monitor/health", timeout=5)
      interval: 30s
      timeout: 10s
      retries: 5
      start_period: 2m
secrets:
  {password}:
    environment: EDULAKE_AIRFLOW_PASSWORD
volumes:
  airflow: {{}}
"""

# A passwd entry for the user, as Hadoop asks for a name: without one Spark does not start.
DOCKERFILE = f"""\
# {MADE}
# The image of the jobs (deploy/cluster/Dockerfile) with Airflow beside them: compose.yml builds it.
ARG EDULAKE_IMAGE=edulake
# hadolint ignore=DL3006
FROM ${{EDULAKE_IMAGE}}
ARG RUNS_AS=185
USER root
RUN python3 -m venv /opt/airflow/venv \\
 && version="$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')" \\
 && /opt/airflow/venv/bin/pip install --no-cache-dir apache-airflow=={AIRFLOW} \\
      --constraint "{CONSTRAINTS}-{AIRFLOW}/constraints-$version.txt" \\
 && {{ getent passwd "$RUNS_AS" || useradd --uid "$RUNS_AS" --gid 185 --home-dir /opt/airflow/home edulake; }} \\
 && install -d -m 700 -o "$RUNS_AS" /opt/airflow/home
COPY airflow /opt/airflow/dags
COPY --chmod=755 compose/run.sh compose/start.sh /opt/airflow/
# The jobs' Python is found before Airflow's, whose packages are not theirs.
ENV HOME=/opt/airflow/home \\
    PATH=${{PATH}}:/opt/airflow/venv/bin \\
    AIRFLOW_HOME=/opt/airflow/home \\
    AIRFLOW__CORE__DAGS_FOLDER=/opt/airflow/dags \\
    AIRFLOW__CORE__LOAD_EXAMPLES=False \\
    AIRFLOW__CORE__PARALLELISM=1 \\
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=admin:admin \\
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=/opt/airflow/home/passwords.json \\
    EDULAKE_COMMAND=/opt/airflow/run.sh
WORKDIR /opt/airflow/home
ENTRYPOINT ["/opt/airflow/start.sh"]
USER ${{RUNS_AS}}
"""

START = f"""\
#!/usr/bin/env bash
# {MADE}
# In the container: Airflow, all of it in one process group, with the password that compose.yml hands over.
set -euo pipefail
umask 077
python3 -c 'import json, sys; print(json.dumps({{"admin": sys.stdin.read().strip()}}))' \\
  <"${{SECRETS:-/run/secrets}}/{PASSWORD}" >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
exec airflow standalone
"""

RUN = f"""\
#!/usr/bin/env bash
# {MADE}
# In the container: run.sh JOB [arguments], one job on all cores. What the DAG leaves empty is what is mounted.
set -euo pipefail
umask 077
job="${{1:?name a job}}"
shift
words=()
for word in "$@"; do
  case "$word" in
    --landing=) word=--landing=/landing ;;
    --warehouse=) word=--warehouse=/warehouse ;;
    --conf=) word=--conf=/opt/airflow/edulake.toml ;;
  esac
  words+=("$word")
done
exec "${{SPARK_HOME:-/opt/spark}}/bin/spark-submit" --master "local[*]" --driver-memory "${{EDULAKE_MEMORY:-4g}}" \\
  "/opt/edulake/jobs/$job.py" "${{words[@]}}"
"""

ENV = f"""\
#!/usr/bin/env bash
# {MADE}
# env.sh [LANDING [WAREHOUSE]]: what compose.yml asks for, a new password among it, in a file that only you can read:
# .edulake/compose.env, or below EDULAKE_HOME.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${{BASH_SOURCE[0]}}")/../.." && pwd -P)"
home="${{EDULAKE_HOME:-$here/.edulake}}"
file="$home/compose.env"
stop() {{
  printf 'error: %s\\nwhy:   %s\\ndo:    %s\\n' "$@" >&2
  exit {ConfigError.exit_code}
}}
[ ! -e "$file" ] || stop "$file exists" "it holds the password that Airflow has" "delete it for a new one"
uid="$(id -u)"
[ "$uid" != 0 ] || stop "you are root" "the jobs are not to be" "run this as the one whose data it is"
landing="${{1:-$home/landing}}" warehouse="${{2:-$home/warehouse}}"
mkdir -p "$home" "$landing" "$warehouse"
landing="$(cd "$landing" && pwd -P)" warehouse="$(cd "$warehouse" && pwd -P)"
case "$landing$warehouse" in
  *"'"* | *:*) stop "a folder has a quote or a colon in its name" "compose cannot read it" "rename it" ;;
esac
cat >"$file" <<TEXT
EDULAKE_UID=$uid
EDULAKE_LANDING='$landing'
EDULAKE_WAREHOUSE='$warehouse'
EDULAKE_AIRFLOW_PASSWORD=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \\n')
# EDULAKE_CONF='/path/to/your.toml'
# EDULAKE_PORT=8080
# EDULAKE_MEMORY=4g
TEXT
echo "The password of admin is in $file. Now:"
echo "docker compose --env-file '$file' -f '$here/deploy/compose.yml' up --build --detach"
"""


def services(workflow: Workflow) -> str:
    """The file that compose reads."""
    return SERVICES.format(
        made=MADE,
        meaning=workflow.meaning,
        name=workflow.name,
        hour=workflow.hour,
        minute=workflow.minute,
        time_zone=workflow.time_zone,
        password=PASSWORD,
    )


def files() -> dict[str, str]:
    """The image of the service, what runs in it, and what makes its password."""
    return {"Dockerfile": DOCKERFILE, "start.sh": START, "run.sh": RUN, "env.sh": ENV}
