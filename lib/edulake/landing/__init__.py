"""How deliveries are read: files, and tables of databases. The only place that opens them."""
