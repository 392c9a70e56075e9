"""One task of the daily run: the job that the first argument names. Copy it to the workspace folder of the job."""

import os

os.environ["EDULAKE_PLATFORM"] = "aidp"

from edulake.jobs.runner.task import main

main()
