"""Tables of a PostgreSQL database as deliveries: read by JDBC above a watermark, every value as text."""
