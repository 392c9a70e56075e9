#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
# env.sh [LANDING [WAREHOUSE]]: what compose.yml asks for, a new password among it, in a file that only you can read:
# .edulake/compose.env, or below EDULAKE_HOME.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
home="${EDULAKE_HOME:-$here/.edulake}"
file="$home/compose.env"
stop() {
  printf 'error: %s\nwhy:   %s\ndo:    %s\n' "$@" >&2
  exit 2
}
[ ! -e "$file" ] || stop "$file exists" "it holds the password that Airflow has" "delete it for a new one"
uid="$(id -u)"
[ "$uid" != 0 ] || stop "you are root" "the jobs are not to be" "run this as the one whose data it is"
landing="${1:-$home/landing}" warehouse="${2:-$home/warehouse}"
mkdir -p "$home" "$landing" "$warehouse"
landing="$(cd "$landing" && pwd -P)" warehouse="$(cd "$warehouse" && pwd -P)"
case "$landing$warehouse" in
  *"'"* | *:*) stop "a folder has a quote or a colon in its name" "compose cannot read it" "rename it" ;;
esac
cat >"$file" <<TEXT
EDULAKE_UID=$uid
EDULAKE_LANDING='$landing'
EDULAKE_WAREHOUSE='$warehouse'
EDULAKE_AIRFLOW_PASSWORD=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
# EDULAKE_CONF='/path/to/your.toml'
# EDULAKE_PORT=8080
# EDULAKE_MEMORY=4g
TEXT
echo "The password of admin is in $file. Now:"
echo "docker compose --env-file '$file' -f '$here/deploy/compose.yml' up --build --detach"
