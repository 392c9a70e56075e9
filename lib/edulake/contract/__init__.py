"""What tables, feeds and rules are, from which everything else is rendered, and what a table was made from."""
