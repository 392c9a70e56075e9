import sys

from edulake.jobs.replay import main

sys.exit(main())
