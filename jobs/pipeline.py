import sys

from edulake.jobs.pipeline import main

sys.exit(main())
