import sys

from edulake.jobs.ml_evaluate import main

sys.exit(main())
