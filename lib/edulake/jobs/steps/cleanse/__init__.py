"""The steps of silver_cleanse: what is pending, what becomes of each row, and what is written."""
