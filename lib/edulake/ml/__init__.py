"""Early warning: features strictly before an as-of date, outcomes after it, and the truth about how good it is."""
