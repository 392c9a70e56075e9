"""What tables, feeds and rules are: data only, from which everything else is rendered."""
