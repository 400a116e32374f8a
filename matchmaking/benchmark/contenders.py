"""Other ways to find the twenty best of a collection, each as a function of a profile's number."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.metrics.pairwise import linear_kernel

from matchmaking.benchmark.corpus import Collection

Search = Callable[[int], Any]


class NotInstalled(Exception):
    """A contender that the `bench` extra would bring."""


def row_product(collection: Collection, top_n: int) -> Search:
    """scipy: all rows times the profile, then the best of them."""
    rows, width = collection.rows, collection.rows.shape[1]

    def search(number: int) -> np.ndarray:
        query = np.zeros(width, dtype=np.float32)
        profile = collection.profiles[number]
        query[profile.indices] = profile.data
        return _largest(rows @ query, top_n)

    return search


def kernel_and_sort(collection: Collection, top_n: int) -> Search:
    """scikit-learn: linear_kernel and argsort, as the tutorials have it."""

    def search(number: int) -> np.ndarray:
        scores = linear_kernel(collection.profiles[number], collection.rows).ravel()
        return np.argsort(-scores)[:top_n]

    return search


def bm25(collection: Collection, top_n: int) -> Search:
    """bm25s, compiled, single words only."""
    bm25s = _library("bm25s")
    index = bm25s.BM25(backend="numba")
    texts = [[int(word) for word in one] for one in collection.words]
    words = {word: word for word in range(collection.word_count)}
    index.index((texts, words), show_progress=False)
    del texts
    queries = [sorted({int(word) for word in one}) for one in collection.profile_words]
    tokenized = bm25s.tokenization.Tokenized

    def search(number: int) -> Any:
        query = tokenized(ids=[queries[number]], vocab=words)
        return index.retrieve(query, k=top_n, show_progress=False, n_threads=1)

    return search


def tantivy(collection: Collection, top_n: int) -> Search:
    """tantivy: one query of all words, any of which may occur."""
    library = _library("tantivy")
    schema = library.SchemaBuilder().add_text_field("text", tokenizer_name="whitespace").build()
    index = library.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for words in collection.words:
        document = library.Document()
        document.add_text("text", " ".join(map(str, words.tolist())))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    queries = [
        library.Query.boolean_query(
            [
                (library.Occur.Should, library.Query.term_query(schema, "text", str(word)))
                for word in sorted(set(words.tolist()))
            ]
        )
        for words in collection.profile_words
    ]
    return lambda number: searcher.search(queries[number], top_n)


def sparse_dot_topn(collection: Collection, top_n: int) -> Callable[[int], Any]:
    """All profiles at once, on so many threads."""
    library = _library("sparse_dot_topn")
    turned = sp.csr_matrix(collection.rows.T)
    return lambda threads: library.sp_matmul_topn(
        collection.profiles, turned, top_n=top_n, n_threads=threads, sort=True
    )


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotInstalled(name) from error


def _largest(scores: np.ndarray, top_n: int) -> np.ndarray:
    near = np.argpartition(-scores, min(top_n, len(scores) - 1))[:top_n]
    return np.asarray(near[np.argsort(-scores[near], kind="stable")])
