import sys

from edulake.jobs.rebuild import main

sys.exit(main())
