"""Tables about models: what they are, how good, and whom they name."""
