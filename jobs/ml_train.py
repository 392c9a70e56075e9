import sys

from edulake.jobs.ml_train import main

sys.exit(main())
