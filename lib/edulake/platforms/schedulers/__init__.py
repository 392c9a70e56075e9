"""The daily run on other people's schedulers: one definition, and a file format for each platform.

`workflow` says what runs after what; `databricks`, `aidp`, `airflow` and `cluster` write it down. Every file below
deploy/ is made by `python -m edulake.platforms.schedulers`, and a test compares them, so that no two can
disagree.
"""
