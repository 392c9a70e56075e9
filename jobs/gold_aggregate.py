import sys

from edulake.jobs.gold_aggregate import main

sys.exit(main())
