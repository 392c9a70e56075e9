"""Whether models are true: what they leak, whom they fail, how far the world has moved."""
