"""An index on disk: plain arrays that are mapped into memory, plain texts, and a manifest.

The manifest names the format, the engine and the term bank that built it, the counts and a hash
for every file, so that a damaged or foreign folder is recognised before anything of it is used.
Nothing is unpickled.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from matchmaking.engine.concepts import term_bank
from matchmaking.engine.crowding import Crowd
from matchmaking.engine.space import Rows, Space
from matchmaking.engine.types import Document, IndexDamaged
from matchmaking.engine.version import ENGINE_VERSION
from matchmaking.engine.weights import TermWeights

FORMAT = 2
MANIFEST = "manifest.json"
MATRIX_PARTS = ("data", "indices", "indptr")
FILE_NAME = re.compile(r"[a-z]+(-[a-z]+)*\.(npy|txt|jsonl)")
TABLE = "table"


@dataclass(frozen=True)
class Parts:
    """What an index consists of."""

    documents: Sequence[Document]
    space: Space
    crowd: Crowd
    rows: Rows
    factors: np.ndarray


def write(path: Path, parts: Parts) -> None:
    """Write all files, the manifest last: a folder without one is not an index."""
    path.mkdir(parents=True, exist_ok=True)
    (path / MANIFEST).unlink(missing_ok=True)
    weights = parts.space.weights
    arrays = {"weights": weights.column_weights, "factors": parts.factors}
    for name, matrix in _matrices(parts).items():
        arrays |= {f"{name}-{part}": getattr(matrix, part) for part in MATRIX_PARTS}
    for name, values in arrays.items():
        np.save(path / f"{name}.npy", values, allow_pickle=False)
    texts = {
        "documents.jsonl": [json.dumps(asdict(one), ensure_ascii=False) for one in parts.documents],
        "terms.txt": list(weights.vocabulary),
        "pieces.txt": list(weights.pieces),
    }
    for name, lines in texts.items():
        (path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    files = sorted([*texts, *(f"{name}.npy" for name in arrays)])
    manifest = _facts(parts) | {"files": {name: _hash(path / name) for name in files}}
    (path / MANIFEST).write_text(json.dumps(manifest, indent=2), "utf-8")


def read(path: Path) -> Parts:
    """What `write` wrote, the arrays memory-mapped."""
    manifest = _manifest(path)
    try:
        return _read(path, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"The index in {path.name} cannot be read: {error}") from error


def _facts(parts: Parts) -> dict[str, Any]:
    space = parts.space
    return {
        "format": FORMAT,
        "engine": ENGINE_VERSION,
        "term_bank": space.bank.fingerprint,
        "documents": len(parts.documents),
        "terms": len(space.weights.vocabulary),
        "pieces": len(space.weights.pieces),
        "mean_length": space.weights.mean_length,
        "mean_norm": space.mean_norm,
        "references": parts.crowd.reference.shape[0],
        "neighbours": parts.crowd.neighbours,
        "mean_crowding": parts.crowd.mean,
        "translations": sorted("-".join(pair) for pair in space.tables),
    }


def _matrices(parts: Parts) -> dict[str, sp.csr_matrix]:
    named = {
        "rows": parts.rows.terms,
        "concepts": parts.rows.concepts,
        "reference": parts.crowd.reference,
    }
    tables = {f"{TABLE}-{'-'.join(pair)}": table for pair, table in parts.space.tables.items()}
    return named | tables


def _read(path: Path, manifest: dict[str, Any]) -> Parts:
    terms, pieces, lines = (
        _lines(path / name) for name in ("terms.txt", "pieces.txt", "documents.jsonl")
    )
    weights = TermWeights(
        {term: column for column, term in enumerate(terms)},
        {piece: column for column, piece in enumerate(pieces)},
        _array(path, "weights"),
        float(manifest["mean_length"]),
    )
    tables = {
        (pair[:2], pair[3:]): _matrix(path, f"{TABLE}-{pair}", (weights.width, weights.width))
        for pair in manifest["translations"]
    }
    bank, count = term_bank(), int(manifest["documents"])
    space = Space(weights, float(manifest["mean_norm"]), tables, bank)
    rows = Rows(
        _matrix(path, "rows", (count, weights.width)),
        _matrix(path, "concepts", (count, len(bank.concepts))),
    )
    reference = _matrix(path, "reference", (int(manifest["references"]), weights.width))
    crowd = Crowd(reference, int(manifest["neighbours"]), float(manifest["mean_crowding"]))
    parts = Parts(tuple(map(_document, lines)), space, crowd, rows, _array(path, "factors"))
    if _facts(parts) != {key: value for key, value in manifest.items() if key != "files"}:
        raise IndexDamaged(f"The index in {path.name} does not hold what its manifest says.")
    return parts


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"There is no sound index in {path.name}: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexDamaged(f"The index in {path.name} has another format; build it again.")
    if manifest.get("engine") != ENGINE_VERSION:
        raise IndexDamaged(f"The index in {path.name} is of another engine; build it again.")
    if manifest.get("term_bank") != term_bank().fingerprint:
        raise IndexDamaged(f"The index in {path.name} is of another term bank; build it again.")
    files = manifest.get("files")
    if not isinstance(files, dict) or not files or not all(map(FILE_NAME.fullmatch, files)):
        raise IndexDamaged(f"The manifest of the index in {path.name} is not complete.")
    for name, expected in files.items():
        if not (path / name).is_file() or _hash(path / name) != expected:
            raise IndexDamaged(f"The file {name} of the index in {path.name} is damaged.")
    return manifest


def _array(path: Path, name: str) -> np.ndarray:
    return np.asanyarray(np.load(path / f"{name}.npy", mmap_mode="r", allow_pickle=False))


def _matrix(path: Path, name: str, shape: tuple[int, int]) -> sp.csr_matrix:
    arrays = tuple(_array(path, f"{name}-{part}") for part in MATRIX_PARTS)
    return sp.csr_matrix(arrays, shape=shape, copy=False)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")[:-1]


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _document(line: str) -> Document:
    row = json.loads(line)
    return Document(row["id"], row["language"], row["title"], row["text"], tuple(row["codes"]))
