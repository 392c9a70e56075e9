#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
# In the container: run.sh JOB [arguments], one job on all cores. What the DAG leaves empty is what is mounted.
set -euo pipefail
umask 077
job="${1:?name a job}"
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
exec "${SPARK_HOME:-/opt/spark}/bin/spark-submit" --master "local[*]" --driver-memory "${EDULAKE_MEMORY:-4g}" \
  "/opt/edulake/jobs/$job.py" "${words[@]}"
