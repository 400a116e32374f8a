"""The benchmark of searches fills a database, tells milliseconds, and leaves nothing behind."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tenders.management import invented
from tenders.management.commands import benchmark_search
from tenders.models import Tender
from tests.factories import TenderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark_search, "ROUNDS", 2)


def texts(folder: Path, *lines: str) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("\n".join(lines))
    return path


def test_searches_are_timed_and_the_invented_notices_are_taken_out(tmp_path: Path) -> None:
    own = TenderFactory()
    path = texts(tmp_path, json.dumps({"title": "Water treatment", "text": "Solar energy " * 9}))
    out = StringIO()

    call_command("benchmark_search", notices=40, texts=path, json=True, stdout=out)

    figures = json.loads(out.getvalue())
    assert figures["notices"] == 41
    assert set(figures["searches"]) == set(benchmark_search.SEARCHES)
    assert all(row["first"] > 0 for row in figures["searches"].values())
    assert list(Tender.objects.all()) == [own]


def test_invented_notices_are_varied_and_can_be_added_to() -> None:
    invented.fill(30)
    invented.fill(30)

    rows = Tender.objects.all()
    assert invented.held() == rows.count() == 60
    assert len({row.title for row in rows}) > 40
    assert len({row.source for row in rows}) > 5
    assert rows.filter(deadline_state="unknown").count() == 3
    assert all(row.countries.count() == 1 and row.codes.count() for row in rows)


def test_kept_notices_are_not_made_twice() -> None:
    out = StringIO()
    for _time in range(2):
        call_command("benchmark_search", notices=20, keep=True, only_lists=True, stdout=out)

    assert Tender.objects.count() == 20
    assert "list of everything" in out.getvalue()


@pytest.mark.parametrize("line", ["{", "[]", '{"title": "only"}', ""])
def test_a_bad_file_of_texts_is_answered_with_one_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(CommandError):
        call_command("benchmark_search", notices=5, texts=texts(tmp_path, line))

    assert not Tender.objects.exists()
