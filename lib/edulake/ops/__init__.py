"""What runs did: a row for each, what was refused, what was delivered, and who is told."""
