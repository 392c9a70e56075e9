#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
# From new deliveries to answers and the early-warning list, checked.
# For cron: `0 6 * * * daily.sh`, with CRON_TZ=UTC. EDULAKE_COMMAND runs one job, by default yarn.sh beside this.
# What these variables do not say is as in the settings: EDULAKE_CATALOG, EDULAKE_WAREHOUSE, EDULAKE_LANDING, EDULAKE_CONF, EDULAKE_AS_OF.
# EDULAKE_ALERT, if set, is a command for a job that failed for good; it gets edulake_daily, the job and its exit code.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
read -r -a command <<<"${EDULAKE_COMMAND:-$here/yarn.sh}"
lock="${EDULAKE_LOCK:-${TMPDIR:-/tmp}/edulake_daily-$(id -u).lock}"
exec 9>"$lock"
flock --nonblock 9 || { echo "edulake_daily is still running" >&2; exit 3; }

# give_up JOB CODE: the day ends, and somebody is told: also of a job that could not start, which tells nobody itself.
give_up() {
  local alert
  read -r -a alert <<<"${EDULAKE_ALERT:-}"
  [ "${#alert[@]}" = 0 ] || "${alert[@]}" edulake_daily "$1" "$2" 9>&- || echo "EDULAKE_ALERT: $1 is not told of" >&2
  exit "$2"
}

# run JOB [arguments]: another attempt where it may help, each pause twice the one before.
run() {
  local attempt=0 code pause=60
  while :; do
    code=0
    "${command[@]}" "$@" 9>&- || code=$?
    case "$code" in 0) return 0 ;; 2 | 4) give_up "$1" "$code" ;; esac
    attempt=$((attempt + 1))
    [ "$attempt" -le 3 ] || give_up "$1" "$code"
    sleep "$pause"
    pause=$((pause * 2 < 600 ? pause * 2 : 600))
  done
}

settings=(
  --catalog="${EDULAKE_CATALOG:-}"
  --warehouse="${EDULAKE_WAREHOUSE:-}"
  --landing="${EDULAKE_LANDING:-}"
  --conf="${EDULAKE_CONF:-}"
)
run bronze_ingest --group learning_platforms "${settings[@]}"
run bronze_ingest --group school_systems "${settings[@]}"
run bronze_ingest --group others "${settings[@]}"
run silver_cleanse "${settings[@]}"
run gold_aggregate "${settings[@]}"
run ml_train --at-most-every 7 "${settings[@]}"
run ml_score "${settings[@]}" --as-of="${EDULAKE_AS_OF:-}"
run ml_backtest "${settings[@]}"
run maintain --at-most-every 7 "${settings[@]}"
run validate "${settings[@]}"
