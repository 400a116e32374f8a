"""Builds of an index on disk: swapped whole, named by content, damaged ones told apart."""

from pathlib import Path

import pytest

from matchmaking.engine import Document, IndexDamaged, IndexShelf, MatchIndex

pytestmark = pytest.mark.pure


def index_of(*titles: str) -> MatchIndex:
    return MatchIndex.fit(
        [Document(str(number), "en", title) for number, title in enumerate(titles)]
    )


def test_what_was_published_is_opened_with_its_notes(tmp_path: Path) -> None:
    shelf = IndexShelf(tmp_path / "tenders")

    shelf.publish(index_of("solar pumps", "wind farm"), notes={"stamps": {"0": "a"}})

    build = IndexShelf(tmp_path / "tenders").open()
    assert [document.title for document in build.index.documents] == ["solar pumps", "wind farm"]
    assert build.notes == {"stamps": {"0": "a"}}


def test_the_same_content_keeps_the_generation_and_other_content_moves_it(tmp_path: Path) -> None:
    shelf = IndexShelf(tmp_path)
    first = shelf.publish(index_of("solar pumps")).name

    again = shelf.publish(index_of("solar pumps")).name
    other = shelf.publish(index_of("solar pumps", "wind farm")).name

    assert (again == first, other == first, shelf.generation() == other) == (True, False, True)


def test_the_build_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    shelf = IndexShelf(tmp_path)

    names = [shelf.publish(index_of(*["solar pump"] * count)).name for count in (1, 2, 3)]

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == sorted(names[1:])


def test_an_empty_shelf_says_that_there_is_none(tmp_path: Path) -> None:
    shelf = IndexShelf(tmp_path)

    assert shelf.generation() == ""
    with pytest.raises(IndexDamaged, match="no index"):
        shelf.open()


@pytest.mark.parametrize("pointer", ["../elsewhere", "missing", "\0", ""])
def test_a_pointer_to_nothing_sound_is_damage(tmp_path: Path, pointer: str) -> None:
    shelf = IndexShelf(tmp_path)
    shelf.publish(index_of("solar pumps"))
    (tmp_path / "current").write_text(pointer)

    with pytest.raises(IndexDamaged):
        shelf.open()


def test_a_damaged_build_makes_way_for_the_same_build_anew(tmp_path: Path) -> None:
    name = IndexShelf(tmp_path).publish(index_of("solar pumps")).name
    (tmp_path / name / "terms.txt").write_text("changed")
    elsewhere = IndexShelf(tmp_path / "." / "")

    elsewhere.publish(index_of("solar pumps"))

    assert MatchIndex.open(tmp_path / name).search([Document("p", "en", "pumps")], top_n=1)
