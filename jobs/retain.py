import sys

from edulake.jobs.retain import main

sys.exit(main())
