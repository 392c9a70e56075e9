"""Scripts that start jobs on YARN and Kubernetes, and the image of the latter."""

from __future__ import annotations

from edulake.errors import BalanceError, ConfigError

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

# Python ends the tick; nobody is to stop the JVM below it meanwhile, so that only the main process is told (mixed).
FOLLOW = f"""\
# {MADE}
# systemd: `follow` on one machine. Copy it to /etc/systemd/system, with your folders and user. /etc/edulake/follow.env
# may set EDULAKE_WAREHOUSE, EDULAKE_LANDING and EDULAKE_CONF, and what secrets are named there.
[Unit]
Description=edulake: new deliveries to answers, each minute
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
User=edulake
UMask=0077
WorkingDirectory=/opt/edulake
EnvironmentFile=-/etc/edulake/follow.env
ExecStart=/opt/edulake/spark-submit.sh follow --log-json \\
  --warehouse=${{EDULAKE_WAREHOUSE}} --landing=${{EDULAKE_LANDING}} --conf=${{EDULAKE_CONF}}
KillMode=mixed
TimeoutStopSec=600
Restart=on-failure
RestartSec=60
# Settings, and records that do not balance, are for a person.
RestartPreventExitStatus={ConfigError.exit_code} {BalanceError.exit_code}

[Install]
WantedBy=multi-user.target
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
