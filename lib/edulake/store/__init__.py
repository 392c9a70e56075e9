"""The only place that writes tables, and that makes sessions."""
