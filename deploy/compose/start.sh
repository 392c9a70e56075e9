#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
# In the container: Airflow, all of it in one process group, with the password that compose.yml hands over.
set -euo pipefail
umask 077
python3 -c 'import json, sys; print(json.dumps({"admin": sys.stdin.read().strip()}))' \
  <"${SECRETS:-/run/secrets}/airflow_password" >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
exec airflow standalone
