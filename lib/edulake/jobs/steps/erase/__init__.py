"""The steps of erase: who is meant, what holds them, and that the next run sees nothing to do."""
