"""Pages about people and enterprises, by noun."""
