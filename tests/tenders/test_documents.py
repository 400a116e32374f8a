"""Tenders as the matcher sees them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from matchmaking.engine import Document
from reference.models import Sector
from tenders.documents import documents_of
from tenders.models import Tender
from tests.tenders.payloads import envelope, read, solar_notice

pytestmark = pytest.mark.django_db


def test_a_document_has_title_text_codes_and_their_names_and_no_contact() -> None:
    read(envelope(solar_notice(unspsc_classification=[{"proc_voc_id": "?"}])))

    (document,) = documents_of(Tender.objects.all())

    assert document == Document(
        id=str(Tender.objects.get().pk),
        language="en",
        title="Supply of solar home systems for forty villages",
        text="Sealed bids are invited for photovoltaic panels and batteries.\n" + solar_name("en"),
        codes=("unspsc:?", "wb:LU"),
    )


def test_names_of_codes_are_in_the_language_of_the_text() -> None:
    text = "<p>Les offres sont attendues pour des panneaux solaires et des batteries.</p>"
    read(envelope(solar_notice(notice_text=text, notice_lang_name="French")))

    (document,) = documents_of(Tender.objects.all())

    assert (document.language, document.text.splitlines()[-1]) == ("fr", solar_name("fr"))


def test_documents_take_the_same_number_of_queries_for_one_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    read(envelope(solar_notice()))
    with django_assert_num_queries(4):
        list(documents_of(Tender.objects.all()))

    read(envelope(solar_notice(id="OP2"), solar_notice(id="OP3")))

    with django_assert_num_queries(4):
        list(documents_of(Tender.objects.all()))


def solar_name(language: str) -> str:
    return Sector.objects.get(scheme="wb", code="LU").name_in(language)
