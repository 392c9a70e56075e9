import sys

from edulake.jobs.erase import main

sys.exit(main())
