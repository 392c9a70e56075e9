"""The only place that touches Delta tables and sessions."""
