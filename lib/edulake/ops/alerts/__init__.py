"""Who is told when a run fails, does not balance, finds drift, or changes what a model may show."""
