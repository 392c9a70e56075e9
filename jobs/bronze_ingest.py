import sys

from edulake.jobs.bronze_ingest import main

sys.exit(main())
