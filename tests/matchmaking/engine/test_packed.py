"""Postings on disk: mapped in no time, swapped whole, refused with a line where damaged."""

import json
from pathlib import Path

import numpy as np
import pytest

from matchmaking.engine import IndexDamaged, kernel, packed
from matchmaking.engine.postings import Postings, Rows
from tests.matchmaking.engine.test_kernel import matrix_of

pytestmark = pytest.mark.pure


@pytest.fixture
def postings() -> Postings:
    return Postings.of(Rows.of(matrix_of(11, 300, 80, 0.2)))


@pytest.fixture
def folder(tmp_path: Path, postings: Postings) -> Path:
    packed.write(tmp_path / "postings", postings)
    return tmp_path / "postings"


def found(postings: Postings) -> list[int]:
    columns = np.asarray([1, 5, 40])
    return kernel.best(postings, columns, np.asarray([0.4, 0.2, 0.3]), 10).rows.tolist()


def test_what_was_written_answers_the_same_from_mapped_files(
    folder: Path, postings: Postings
) -> None:
    opened = packed.read(folder)

    assert found(opened) == found(postings)
    assert isinstance(opened.documents, np.memmap)
    packed.verify(folder)


def test_another_is_put_in_place_while_the_first_is_read(folder: Path, postings: Postings) -> None:
    first, expected = packed.read(folder), found(postings)

    packed.write(folder, Postings.of(Rows.of(matrix_of(12, 50, 80, 0.2))))

    assert found(first) == expected
    assert len(packed.read(folder)) == 50
    assert [path.name for path in folder.parent.iterdir()] == ["postings"]


def test_damage_is_refused_with_a_line(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        for broken in (whole[: len(whole) // 2], b"{}", None):
            path.unlink()
            if broken is not None:
                path.write_bytes(broken)
            with pytest.raises(IndexDamaged, match="postings"):
                packed.read(folder)
            path.write_bytes(whole)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}), "utf-8")
    with pytest.raises(IndexDamaged, match="another format"):
        packed.read(folder)


def test_a_changed_byte_inside_is_found_by_verifying(tmp_path: Path) -> None:
    large = Postings.of(Rows.of(matrix_of(13, 3000, 300, 0.2)))
    packed.write(tmp_path / "large", large)
    path = tmp_path / "large" / "rows-weights.npy"
    raw = bytearray(path.read_bytes())
    assert len(raw) > 3 * packed.PAGE
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)

    with pytest.raises(IndexDamaged, match="rows-weights"):
        packed.verify(tmp_path / "large")
