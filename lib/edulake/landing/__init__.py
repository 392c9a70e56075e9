"""How deliveries are read: files, and tables of databases."""
