"""Settings: what they are, and how they are read. Nothing here is ever a secret."""
