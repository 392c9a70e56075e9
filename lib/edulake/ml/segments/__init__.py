"""Groups of learners who work alike: found where they are there, and said to be none where they are not."""
