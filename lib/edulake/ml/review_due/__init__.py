"""What learners of a language may have forgotten by now, skill by skill: half-lives, fitted to what tests told."""
