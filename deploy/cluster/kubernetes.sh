#!/usr/bin/env bash
# Made by `./spark-submit.sh deploy` from lib/edulake/platforms/schedulers: change that, and run it again.
# kubernetes.sh JOB [arguments]: one job as a driver pod of the image that deploy/cluster/Dockerfile makes.
# KUBERNETES is the URL of the API server, EDULAKE_IMAGE the image; the claim edulake-landing holds deliveries and
# is seen at /landing by driver and executors. EDULAKE_PROPERTIES may name a file such as deploy/cluster/s3a.conf.
set -euo pipefail
job="${1:?name a job}"
shift
claim=persistentVolumeClaim.landing
exec "${SPARK_HOME:?}/bin/spark-submit" \
  --master "k8s://${KUBERNETES:?}" --deploy-mode cluster --name "edulake-${job//_/-}" \
  ${EDULAKE_PROPERTIES:+--properties-file "$EDULAKE_PROPERTIES"} \
  --conf spark.kubernetes.namespace="${EDULAKE_NAMESPACE:-edulake}" \
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=edulake \
  --conf spark.kubernetes.container.image="${EDULAKE_IMAGE:?}" \
  --conf spark.kubernetes.submission.waitAppCompletion=true \
  --conf spark.kubernetes.driver.volumes.$claim.options.claimName=edulake-landing \
  --conf spark.kubernetes.driver.volumes.$claim.mount.path=/landing \
  --conf spark.kubernetes.executor.volumes.$claim.options.claimName=edulake-landing \
  --conf spark.kubernetes.executor.volumes.$claim.mount.path=/landing \
  "local:///opt/edulake/jobs/$job.py" "$@"
