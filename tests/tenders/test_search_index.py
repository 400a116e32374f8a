"""The index on disk: built, brought up to date, healed, and never half of anything."""

import logging
from pathlib import Path

import pytest
from django.conf import LazySettings

from matchmaking.engine import Document
from tenders import search_index
from tenders.models import Tender
from tests.factories import TenderFactory
from tests.tenders.payloads import envelope, read, solar_notice

pytestmark = pytest.mark.django_db
SOLAR = Document("offer", "en", "Rooftop solar plants", "Photovoltaic modules and inverters")


def found(words: str) -> list[int]:
    return [int(match.document_id) for match in search_index.search_words(words, top_n=20)]


def test_the_first_search_builds_the_index() -> None:
    tender = TenderFactory(title="Wind turbines for the coast")

    assert found("wind turbines") == [tender.pk]


def test_words_are_found_in_every_language_of_the_matcher() -> None:
    spanish = TenderFactory(title="Adquisición de medidores", language_detected="es")
    french = TenderFactory(title="Fourniture de compteurs", language_detected="fr")

    # The same thing in the other language comes after the very word.
    assert found("medidor") == [spanish.pk, french.pk]
    assert found("compteur") == [french.pk, spanish.pk]


def test_drafts_are_not_in_it_and_closed_tenders_are() -> None:
    TenderFactory(title="Wind turbines", status=Tender.Status.DRAFT)
    closed = TenderFactory(title="Wind turbines", status=Tender.Status.CLOSED)

    assert found("wind turbines") == [closed.pk]


def test_a_profile_finds_its_tender_and_the_explanation_adds_up() -> None:
    tender = TenderFactory(title="Supply of rooftop solar plants")
    TenderFactory(title="Audit of accounts", body="Auditing of the accounts of a ministry.")

    (match,) = search_index.search([SOLAR], top_n=5)
    explanation = search_index.explain([SOLAR], tender.pk)

    assert match.document_id == str(tender.pk)
    assert sum(part.weight for part in explanation.contributions) == pytest.approx(match.score)


def test_what_left_the_index_is_explained_by_nothing_and_judged_by_nobody() -> None:
    TenderFactory(title="Supply of rooftop solar plants")

    assert search_index.explain([SOLAR], 999_999).contributions == ()
    assert search_index.explain_words("solar", 999_999).score == 0.0
    assert len(search_index.search([SOLAR], top_n=5, liked=["999999"], disliked=["999998"])) == 1


def test_a_refresh_without_news_keeps_the_generation() -> None:
    TenderFactory()

    assert search_index.refresh() == search_index.refresh() == search_index.generation()


def test_a_delta_takes_in_new_changed_and_withdrawn_tenders() -> None:
    TenderFactory.create_batch(40)
    changed = TenderFactory(title="Dredging of a harbour")
    withdrawn = TenderFactory(title="Dredging of a river")
    before = search_index.refresh()
    new = TenderFactory(title="Dredging of a canal")
    Tender.objects.filter(pk=changed.pk).update(title="School furniture", content_hash="1" * 64)
    Tender.objects.filter(pk=withdrawn.pk).update(status=Tender.Status.DRAFT)

    after = search_index.refresh()

    assert after != before
    assert found("dredging") == [new.pk]
    assert found("school furniture")[0] == changed.pk


def test_a_tenth_of_news_builds_the_index_anew_with_the_new_words() -> None:
    TenderFactory.create_batch(4)
    search_index.refresh()
    TenderFactory(title="Agrivoltaics")

    search_index.refresh()

    assert len(found("agrivoltaics")) == 1


def test_a_delta_is_found_by_words_that_the_index_knew(settings: LazySettings) -> None:
    TenderFactory.create_batch(30, title="Supply of batteries")
    search_index.refresh()
    new = TenderFactory(title="Batteries")

    search_index.refresh()

    assert new.pk in [int(m.document_id) for m in search_index.search_words("batteries", top_n=99)]


def test_a_delta_orders_as_a_rebuild_does() -> None:
    for number in range(30):
        TenderFactory(title=f"Solar plant {'batteries ' * (number % 4)}number {number}")
    search_index.refresh()
    TenderFactory(title="Solar batteries")
    search_index.refresh()
    after_delta = found("solar batteries")[:10]

    search_index.rebuild()

    assert found("solar batteries")[:10] == after_delta


@pytest.mark.parametrize("name", ["manifest.json", "notes.json", "documents.jsonl"])
def test_a_damaged_index_is_built_from_the_rows_with_one_line(
    name: str, settings: LazySettings, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    tender = TenderFactory(title="Wind turbines")
    generation = search_index.refresh()
    copy = move_as_if_another_process_had_made_it(settings, tmp_path)
    (copy / generation / name).write_text("{")

    with caplog.at_level(logging.WARNING):
        answer = found("wind turbines")

    assert answer == [tender.pk]
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("The index of tenders is built from the rows. ")


def test_a_pointer_to_nowhere_is_healed(settings: LazySettings, tmp_path: Path) -> None:
    tender = TenderFactory(title="Wind turbines")
    search_index.refresh()
    copy = move_as_if_another_process_had_made_it(settings, tmp_path)
    (copy / "current").write_text("../../elsewhere")

    assert found("wind turbines") == [tender.pk]


def test_another_process_publishing_is_seen_by_this_one(settings: LazySettings) -> None:
    TenderFactory(title="Wind turbines")
    search_index.refresh()
    folder = Path(settings.VAR_DIR) / "indexes" / "tenders"
    first = (folder / "current").read_text()
    assert found("hydrogen") == []
    tender = TenderFactory(title="Hydrogen plant")
    search_index.refresh()
    second = (folder / "current").read_text()

    (folder / "current").write_text(first)
    assert found("hydrogen") == []
    (folder / "current").write_text(second)

    assert found("hydrogen") == [tender.pk]


def test_reading_a_notice_again_leaves_the_index_alone() -> None:
    read(envelope(solar_notice()))
    before = search_index.refresh()

    read(envelope(solar_notice()))

    assert search_index.refresh() == before


def test_an_empty_database_is_searched_without_a_fault() -> None:
    assert found("solar") == []


def move_as_if_another_process_had_made_it(settings: LazySettings, tmp_path: Path) -> Path:
    """The same files under another folder, which this process has not opened yet."""
    (tmp_path / "indexes").rename(tmp_path / "moved")
    settings.VAR_DIR = tmp_path / "other"
    target = tmp_path / "other" / "indexes"
    target.parent.mkdir()
    (tmp_path / "moved").rename(target)
    return target / "tenders"


def test_words_that_no_text_holds_are_unknown_in_any_language() -> None:
    TenderFactory(title="Suministro de inversores", language_detected="es", body="Para escuelas.")

    known = ["inversor", "INVERSORES", "escuela", "the", "2024", ""]
    assert search_index.unknown_words(known) == []
    assert search_index.unknown_words(["qwertz", "inversores"]) == ["qwertz"]
