"""Who studies, teaches and cares."""
