"""Delivered files: listing, identity, checks, and reading them as raw records."""
