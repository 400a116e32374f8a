"""An index on disk: plain arrays that are mapped into memory, plain texts, and a manifest.

The manifest names the format, the engine that built it, the counts and a hash for every file, so
that a damaged or foreign folder is recognised before anything of it is used. Nothing is unpickled.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from matchmaking.engine.types import Document, IndexDamaged
from matchmaking.engine.version import ENGINE_VERSION
from matchmaking.engine.weights import TermWeights

FORMAT = 1
MANIFEST = "manifest.json"
ARRAYS = ("rarity", "data", "indices", "indptr")
TEXTS = ("documents.jsonl", "terms.txt")


def write(
    path: Path, documents: Sequence[Document], weights: TermWeights, matrix: sp.csr_matrix
) -> None:
    """Write all files, the manifest last: a folder without one is not an index."""
    path.mkdir(parents=True, exist_ok=True)
    (path / MANIFEST).unlink(missing_ok=True)
    arrays = (weights.rarity, matrix.data, matrix.indices, matrix.indptr)
    for name, values in zip(ARRAYS, arrays, strict=True):
        np.save(path / f"{name}.npy", values, allow_pickle=False)
    lines = [json.dumps(asdict(document), ensure_ascii=False) for document in documents]
    for name, content in zip(TEXTS, (lines, list(weights.vocabulary)), strict=True):
        (path / name).write_text("".join(f"{line}\n" for line in content), "utf-8", newline="\n")
    manifest = {
        "format": FORMAT,
        "engine": ENGINE_VERSION,
        "documents": len(documents),
        "terms": len(weights.vocabulary),
        "mean_length": weights.mean_length,
        "files": {name: _hash(path / name) for name in _files()},
    }
    (path / MANIFEST).write_text(json.dumps(manifest, indent=2), "utf-8")


def read(path: Path) -> tuple[Sequence[Document], TermWeights, sp.csr_matrix]:
    """What `write` wrote, the arrays memory-mapped."""
    manifest = _manifest(path)
    try:
        rarity, data, indices, indptr = (
            np.load(path / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS
        )
        lines, terms = ((path / name).read_text("utf-8").split("\n")[:-1] for name in TEXTS)
        documents = tuple(_document(line) for line in lines)
        shape = (int(manifest["documents"]), int(manifest["terms"]))
        matrix = sp.csr_matrix((data, indices, indptr), shape=shape, copy=False)
        vocabulary = {term: column for column, term in enumerate(terms)}
        weights = TermWeights(vocabulary, rarity, float(manifest["mean_length"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"The index in {path.name} cannot be read: {error}") from error
    if (len(documents), len(vocabulary)) != shape:
        raise IndexDamaged(f"The index in {path.name} does not hold what its manifest says.")
    return documents, weights, matrix


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"There is no sound index in {path.name}: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexDamaged(f"The index in {path.name} has another format; build it again.")
    if manifest.get("engine") != ENGINE_VERSION:
        raise IndexDamaged(f"The index in {path.name} is of another engine; build it again.")
    files = manifest.get("files")
    if not isinstance(files, dict) or set(files) != set(_files()):
        raise IndexDamaged(f"The manifest of the index in {path.name} is not complete.")
    for name, expected in files.items():
        if not (path / name).is_file() or _hash(path / name) != expected:
            raise IndexDamaged(f"The file {name} of the index in {path.name} is damaged.")
    return manifest


def _files() -> list[str]:
    return [*(f"{name}.npy" for name in ARRAYS), *TEXTS]


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _document(line: str) -> Document:
    row = json.loads(line)
    return Document(row["id"], row["language"], row["title"], row["text"], tuple(row["codes"]))
