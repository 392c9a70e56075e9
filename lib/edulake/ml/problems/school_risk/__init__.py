"""Whether a student of a school is at risk in the next weeks."""
