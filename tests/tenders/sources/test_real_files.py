"""The banks' own files, where they lie beside the project: none of their records may be lost."""

from pathlib import Path

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadPayload
from tenders.sources.notice import DeadlineState, NoticeType

FILES = Path(__file__).parents[4] / "shared" / "data" / "mdb"
WORLD_BANK = sorted(
    path for path in FILES.glob("worldbank/procnotices_*.json") if ".request." not in path.name
)
IDB = sorted(FILES.glob("idb/notices-*.json"))

pytestmark = pytest.mark.skipif(not WORLD_BANK, reason=f"no bank files under {FILES}")


def test_every_record_of_the_world_bank_parses() -> None:
    source = source_named("world_bank")

    notices = [
        source.parse(record) for path in WORLD_BANK for record in source.read(path.read_bytes())
    ]

    assert len(notices) == 18
    assert len({notice.source_id for notice in notices}) == 16
    assert {notice.source_id for notice in notices if notice.deadline.suspicious} == {"OP00468087"}
    assert all(
        (notice.deadline.state == DeadlineState.NONE_APPLICABLE)
        == (notice.notice_type == NoticeType.AWARD)
        for notice in notices
    )


@pytest.mark.parametrize("name", ["*.request.json", "financesone_*.json"])
def test_other_files_of_the_world_bank_are_refused_whole(name: str) -> None:
    source = source_named("world_bank")

    for path in FILES.glob(f"worldbank/{name}"):
        with pytest.raises(BadPayload):
            source.read(path.read_bytes())


def test_every_record_of_the_idb_parses() -> None:
    source = source_named("idb")

    notices = [source.parse(record) for path in IDB for record in source.read(path.read_bytes())]

    titles = {(notice.texts[0].title, notice.published_on) for notice in notices}
    amendments = {
        (notice.texts[0].title, notice.published_on)
        for notice in notices
        if notice.notice_type == NoticeType.AMENDMENT
    }
    assert len(notices) == 200
    # 13 rows came first without and later with their project, which is part of the key.
    assert (len(titles), len({notice.source_id for notice in notices})) == (84, 97)
    assert len(amendments) == 29
    assert all(notice.amends_hint for notice in notices if notice.notice_type == "amendment")
    assert all(notice.countries for notice in notices if notice.project_id)
