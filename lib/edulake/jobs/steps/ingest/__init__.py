"""The steps of bronze_ingest: which files are new, which are fit to be loaded, and what a snapshot may lack."""
