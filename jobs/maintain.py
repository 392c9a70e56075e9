import sys

from edulake.jobs.maintain import main

sys.exit(main())
