"""How models learn, and what is kept of them."""
