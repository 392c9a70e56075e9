"""The jobs. Each module is one job: `main()` for a command line, `run(context)` for another job or a notebook."""
