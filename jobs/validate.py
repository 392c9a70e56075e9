import sys

from edulake.jobs.validate import main

sys.exit(main())
