#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/deploy: change that, and run it again.
# yarn.sh JOB [arguments]: one job on YARN, from a checkout on a gateway machine, whose Python is the driver's.
# SPARK_HOME is a Spark 4.2; EDULAKE_PROPERTIES may name a file such as deploy/cluster/s3a.conf, by default hdfs.conf.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
export EDULAKE_PLATFORM=cluster
job="${1:?name a job}"
shift
exec "${SPARK_HOME:?}/bin/spark-submit" \
  --master yarn --deploy-mode client --name "edulake $job" \
  --properties-file "${EDULAKE_PROPERTIES:-$here/deploy/cluster/hdfs.conf}" \
  --py-files "${EDULAKE_ZIP:-$here/.edulake/edulake.zip}" \
  "$here/jobs/$job.py" "$@"
