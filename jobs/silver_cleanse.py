import sys

from edulake.jobs.silver_cleanse import main

sys.exit(main())
