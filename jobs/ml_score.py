import sys

from edulake.jobs.ml_score import main

sys.exit(main())
