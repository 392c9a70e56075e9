import sys

from edulake.jobs.generate import main

sys.exit(main())
