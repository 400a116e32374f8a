"""Pages of matches and of what comes of them, by noun."""
