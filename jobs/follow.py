import sys

from edulake.jobs.follow import main

sys.exit(main())
