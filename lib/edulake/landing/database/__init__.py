"""Tables of a database as deliveries, or rows of a query: read by JDBC above a watermark, every value as text."""
