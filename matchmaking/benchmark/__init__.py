"""How fast the search is beside others, on the same data in the same run."""

from matchmaking.benchmark.corpus import Collection, collected, texts_of
from matchmaking.benchmark.measuring import measured
from matchmaking.benchmark.telling import as_table

__all__ = ["Collection", "as_table", "collected", "measured", "texts_of"]
