"""Lists of HTTP APIs, pulled page by page into the landing folder."""
