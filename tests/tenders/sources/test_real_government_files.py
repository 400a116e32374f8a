"""The governments' own files, where they lie beside the project: what of them is read."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tenders.sources import source_named
from tenders.sources.base import BadRecord
from tenders.sources.notice import DeadlineState, Notice, NoticeType

FILES = Path(__file__).parents[4] / "shared" / "data" / "gov"
OCDS = {
    "ca-buyandsell-records": 11,
    "ca-buyandsell": 11,
    "ca-montreal": 20,
    "co-colombia": 21,
    "mx-apf-compranet-records": 10,
    "mx-cdmx": 20,
    "mx-gacm": 302,
    "mx-inai": 10,
    "mx-jalisco-records": 10,
    "py-dncp": 50,
    "uk-contracts-finder": 11,
}

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"no government files under {FILES}")


def notices_of(code: str, path: Path) -> tuple[list[Notice], Counter[str]]:
    source = source_named(code)
    notices: list[Notice] = []
    faults: Counter[str] = Counter()
    with path.open("rb") as file:
        for record in source.stream(file):
            try:
                notices.append(source.parse(record))
            except BadRecord as fault:
                faults[str(fault)] += 1
    return notices, faults


def test_every_contract_of_compranet_is_in_a_notice() -> None:
    paths = sorted(FILES.glob("compranet-sample/*.csv"))

    read = [notices_of("compranet", path) for path in paths]

    assert [len(notices) for notices, _ in read] == [380, 369, 366, 381]
    assert [faults for _, faults in read] == [Counter()] * 4
    # 1,594 rows, of which three are told twice.
    assert sum(len(notice.awards) for notices, _ in read for notice in notices) == 1591


@pytest.mark.parametrize(("name", "releases"), OCDS.items())
def test_every_release_of_every_publisher_is_read(name: str, releases: int) -> None:
    notices, faults = notices_of("ocds", FILES / "ocds-samples" / f"{name}.jsonl.gz")

    # The only title in one process is a full stop.
    nameless = {"tender.title is missing, and nothing else names the subject": 1}
    assert faults == (nameless if name == "mx-apf-compranet-records" else {})
    assert len(notices) + faults.total() == releases
    assert len({notice.source_id for notice in notices}) == len(notices)
    assert all(notice.published_on for notice in notices)


def test_every_notice_of_ted_is_read() -> None:
    notices, faults = notices_of("ted", FILES / "ted" / "ted_xml.zip")

    kinds = Counter(notice.notice_type for notice in notices)
    assert (len(notices), faults) == (1027, Counter())
    assert len({notice.source_id for notice in notices}) == 1027
    assert (kinds[NoticeType.AWARD], kinds[NoticeType.INVITATION]) == (390, 283)
    assert sum(notice.deadline.state == DeadlineState.KNOWN for notice in notices) == 410
    assert all(notice.codes and notice.buyer and notice.published_on for notice in notices)
    bodies = (text.body_text for notice in notices for text in notice.texts)
    assert not any(re.search(r"\w@\w+\.\w", body) for body in bodies)
