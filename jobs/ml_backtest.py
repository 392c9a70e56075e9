import sys

from edulake.jobs.ml_backtest import main

sys.exit(main())
