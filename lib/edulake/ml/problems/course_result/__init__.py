"""Whether a student will finish a course run."""
