import sys

from edulake.jobs.demo import main

sys.exit(main())
