"""Whether a learner of a language does nothing in it any more."""
