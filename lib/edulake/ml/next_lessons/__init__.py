"""Which lessons a learner of a language may take next: chosen by what others of the level take, and by taste."""
