"""The network's pages, split by noun."""
