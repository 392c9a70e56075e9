"""Gold served outside of the warehouse: tables of a PostgreSQL database, written in one transaction, or files.

What is served stands in `serving.chosen`, by contract and question; how, in `postgres` and `drops`.
"""
