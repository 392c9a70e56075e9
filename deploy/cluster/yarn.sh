#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
# yarn.sh JOB [arguments]: one job on YARN, from a checkout on a gateway machine, whose Python is the driver's.
# SPARK_HOME is a Spark 4.2; EDULAKE_PROPERTIES may name a file such as deploy/cluster/s3a.conf, by default hdfs.conf.
# The code is packed anew when it is not what the pack holds; EDULAKE_ZIP names one that somebody else made.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
job="${1:?name a job}"
shift
submit="${SPARK_HOME:?}/bin/spark-submit"
python="${PYSPARK_DRIVER_PYTHON:-${PYSPARK_PYTHON:-python3}}"
"$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" || {
  echo "yarn.sh: $python is no Python 3.11 or newer: name one in PYSPARK_DRIVER_PYTHON" >&2
  exit 2
}
zip="${EDULAKE_ZIP:-${EDULAKE_HOME:-$here/.edulake}/edulake.zip}"
[ -n "${EDULAKE_ZIP:-}" ] || PYTHONPATH="$here/lib" "$python" -m edulake.platforms.laptop.set_up zip "$zip"
export EDULAKE_PLATFORM=cluster PYSPARK_DRIVER_PYTHON="$python"
exec "$submit" \
  --master yarn --deploy-mode client --name "edulake $job" \
  --properties-file "${EDULAKE_PROPERTIES:-$here/deploy/cluster/hdfs.conf}" \
  --py-files "$zip" \
  "$here/jobs/$job.py" "$@"
