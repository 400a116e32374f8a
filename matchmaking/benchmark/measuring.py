"""All contenders in one run: in turns, so that a busy moment of the machine hits each of them."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from matchmaking.benchmark import contenders
from matchmaking.benchmark.contenders import NotInstalled
from matchmaking.benchmark.corpus import Collection
from matchmaking.engine import kernel, packed
from matchmaking.engine.postings import Postings, Rows

TOP_N = 20
OPEN_SHARE = 0.1
THREADS = (1, 2)
FASTEST_RUNS, SLOW_RUNS = 60, 8
# A contender slower than this is asked fewer times.
SLOW = 0.1
NEAR = 1e-5

Figures = dict[str, Any]
OTHERS: tuple[tuple[str, Callable[[Collection, int], contenders.Search]], ...] = (
    ("scikit-learn linear_kernel + argsort", contenders.kernel_and_sort),
    ("scipy row product", contenders.row_product),
    ("bm25s (numba, single words)", contenders.bm25),
    ("tantivy (OR, single words)", contenders.tantivy),
)


def measured(collection: Collection, *, seconds: float, say: Callable[[str], None]) -> Figures:
    """Milliseconds of one search for each contender, and the figures of our index.

    `seconds` bounds the timing of single searches; building and batches come on top.
    """
    count = collection.rows.shape[0]
    say("Building the index")
    begun = time.perf_counter()
    postings = Postings.of(Rows.of(collection.rows))
    build = time.perf_counter() - begun
    opened, index = _on_disk(postings, count)
    index["build_s"] = build
    open_rows = np.flatnonzero(np.random.default_rng(7).random(count) < OPEN_SHARE)
    begun = time.perf_counter()
    tenth = opened.narrowed(open_rows)
    index["narrowing_s"] = time.perf_counter() - begun
    say("Comparing with the plain product")
    equal = _equality(collection, opened)
    searches = {
        "Puente": _ours(collection, opened),
        "Puente, the open tenth": _ours(collection, tenth),
    }
    missing = []
    for name, make in OTHERS:
        say(f"Preparing {name}")
        try:
            searches[name] = make(collection, TOP_N)
        except NotInstalled as error:
            missing.append(str(error))
    say("Timing single searches in turns")
    single = _in_turns(searches, collection.profiles.shape[0], seconds)
    say("Timing batches")
    batch = _batches(collection, opened, missing)
    return {
        "texts": count,
        "terms": collection.rows.shape[1],
        "terms_a_text": round(collection.rows.nnz / count, 1),
        "terms_a_profile": round(collection.profiles.nnz / collection.profiles.shape[0], 1),
        "top_n": TOP_N,
        "compiled": kernel.is_compiled(),
        "single_ms": single,
        "batch_ms_a_profile": batch,
        "index": index,
        "equality": equal,
        "not_installed": missing,
    }


def _ours(collection: Collection, postings: Postings) -> contenders.Search:
    def search(number: int) -> kernel.Found:
        profile = collection.profiles[number]
        return kernel.best(postings, profile.indices, profile.data, TOP_N)

    return search


def _on_disk(postings: Postings, count: int) -> tuple[Postings, Figures]:
    """The same, written and mapped again, with its size and the time of opening."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "postings"
        packed.write(path, postings)
        size = packed.size_on_disk(path)
        begun = time.perf_counter()
        opened = packed.read(path)
        taken = time.perf_counter() - begun
    # The files are unlinked now; what is mapped stays readable, as after a swap.
    figures = {"bytes_a_text": size / count, "opening_s": taken}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return opened, figures | {"peak_memory_mb": before / 1024}


def _equality(collection: Collection, postings: Postings) -> Figures:
    """How far the fast answers are from the plain product: ids that differ, largest difference."""
    product, ours = contenders.row_product(collection, TOP_N), _ours(collection, postings)
    wrong, largest = 0, 0.0
    for number in range(min(20, collection.profiles.shape[0])):
        found, profile = ours(number), collection.profiles[number]
        exact = np.asarray((collection.rows[found.rows] @ profile.T).todense()).ravel()
        largest = max(largest, float(np.abs(exact - found.scores).max(initial=0.0)))
        expected = product(number)
        least = float((collection.rows[expected[-1:]] @ profile.T).sum())
        # One that ties with the last within what may differ is no wrong answer.
        missed = np.setdiff1d(expected, found.rows)
        scores = np.asarray((collection.rows[missed] @ profile.T).todense()).ravel()
        wrong += int((scores > least + NEAR).sum())
    return {"wrong_ids": wrong, "largest_difference": largest}


def _in_turns(searches: dict[str, contenders.Search], profiles: int, seconds: float) -> Figures:
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for name, search in searches.items():
        # Compilation and first touches are not what is measured.
        search(0)
        begun = time.perf_counter()
        search(1 % profiles)
        taken[name].append(time.perf_counter() - begun)
    runs = {name: SLOW_RUNS if times[0] > SLOW else FASTEST_RUNS for name, times in taken.items()}
    end = time.perf_counter() + seconds
    for turn in range(FASTEST_RUNS):
        if time.perf_counter() > end and turn > 2:
            break
        for name, search in searches.items():
            if turn < runs[name]:
                begun = time.perf_counter()
                search(turn % profiles)
                taken[name].append(time.perf_counter() - begun)
    return {name: _summary(times[1:]) for name, times in taken.items()}


def _batches(collection: Collection, postings: Postings, missing: list[str]) -> Figures:
    """Milliseconds a profile, all profiles at once on so many threads."""
    count = collection.profiles.shape[0]
    search = _ours(collection, postings)
    runs: dict[str, Callable[[int], Any]] = {
        "Puente": lambda threads: _on_threads(search, range(count), threads)
    }
    try:
        runs["sparse_dot_topn"] = contenders.sparse_dot_topn(collection, TOP_N)
    except NotInstalled as error:
        missing.append(str(error))
    figures: Figures = {}
    for threads in THREADS:
        for name, run in runs.items():
            times = []
            for _ in range(3):
                begun = time.perf_counter()
                run(threads)
                times.append((time.perf_counter() - begun) / count)
            figures[f"{name}, threads: {threads}"] = _summary(times)
    return figures


def _on_threads(search: contenders.Search, numbers: Iterable[int], threads: int) -> None:
    if threads == 1:
        for number in numbers:
            search(number)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(search, numbers))


def _summary(times: list[float]) -> dict[str, float]:
    milliseconds = 1000 * np.asarray(times)
    return {
        "median": round(float(np.median(milliseconds)), 3),
        "p95": round(float(np.percentile(milliseconds, 95)), 3),
        "least": round(float(milliseconds.min()), 3),
        "runs": len(times),
    }
