"""What is kept no longer: which rows and files that are, and what stays because others need it."""
