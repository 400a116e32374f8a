import json

import numpy as np
import pytest

from matchmaking.engine import IndexDamaged, MatchIndex
from tests.matchmaking.engine.samples import INVERTERS, NOTICES, SOLAR_FIRM


@pytest.fixture
def saved(tmp_path):
    MatchIndex.fit(NOTICES).save(tmp_path / "index")
    return tmp_path / "index"


def test_an_opened_index_gives_the_same_answers(saved):
    fitted, opened = MatchIndex.fit(NOTICES), MatchIndex.open(saved)

    assert opened.search(SOLAR_FIRM, top_n=9) == fitted.search(SOLAR_FIRM, top_n=9)
    assert opened.explain(SOLAR_FIRM, INVERTERS.id) == fitted.explain(SOLAR_FIRM, INVERTERS.id)
    assert (len(opened), INVERTERS.id in opened) == (len(NOTICES), True)


def test_an_opened_index_can_be_extended_and_saved_again(saved, tmp_path):
    extended = MatchIndex.open(saved).extend([], removed=[INVERTERS.id])

    extended.save(tmp_path / "again")

    reopened = MatchIndex.open(tmp_path / "again")
    assert reopened.search(SOLAR_FIRM, top_n=9) == extended.search(SOLAR_FIRM, top_n=9)


def test_the_arrays_are_mapped_from_the_files(saved):
    data = MatchIndex.open(saved).rows.terms.data

    while data.base is not None and not isinstance(data, np.memmap):
        data = data.base
    assert isinstance(data, np.memmap)


def test_an_empty_index_survives_a_round_trip(tmp_path):
    MatchIndex.fit([]).save(tmp_path)

    assert len(MatchIndex.open(tmp_path)) == 0


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(IndexDamaged, match="no sound index in nowhere"):
        MatchIndex.open(tmp_path / "nowhere")


def test_every_damaged_or_missing_file_is_noticed(saved):
    for path in sorted(saved.iterdir()):
        whole = path.read_bytes()
        for broken in (whole[: len(whole) // 2], whole[:-1] + bytes([whole[-1] ^ 1]), None):
            path.unlink()
            if broken is not None:
                path.write_bytes(broken)
            with pytest.raises(IndexDamaged):
                MatchIndex.open(saved)
            path.write_bytes(whole)


def test_a_translation_table_survives_a_round_trip(tmp_path):
    index = MatchIndex.fit(NOTICES, parallel=[{"en": "roof", "es": "techo"}])

    index.save(tmp_path)

    assert MatchIndex.open(tmp_path).search(SOLAR_FIRM, top_n=9) == index.search(
        SOLAR_FIRM, top_n=9
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 99),
        ("engine", "another"),
        ("term_bank", "another"),
        ("files", {}),
        ("files", {"../terms.txt": ""}),
        ("documents", 99),
        ("translations", ["en"]),
    ],
)
def test_a_foreign_manifest_is_refused(saved, key, value):
    path = saved / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {key: value}), "utf-8")

    with pytest.raises(IndexDamaged):
        MatchIndex.open(saved)


def test_the_manifest_tells_what_it_holds(saved):
    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))

    assert manifest["documents"] == len(NOTICES)
