import sys

from edulake.jobs.publish import main

sys.exit(main())
