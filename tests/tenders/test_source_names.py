"""Banks and sources under the names that readers know, in their language."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reference.models import BankRule
from tenders import registry
from tenders.models import Tender
from tenders.source_names import attribution_of, name_of, name_of_bank
from tenders.sources import SOURCES
from tests.tenders.payloads import envelope, read, row, solar_notice, table

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_bank_is_called_as_in_the_table_of_banks(language: str) -> None:
    with override(language):
        shown = {source.bank.value: name_of(source) for source in SOURCES.values() if source.bank}
        stored = {rule.bank: rule.name for rule in BankRule.objects.all()}

    assert set(shown) == set(stored)
    del shown["world_bank"], stored["world_bank"]
    assert all(shown[bank].startswith(stored[bank]) for bank in shown)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["World Bank", "Inter-American Development Bank (IDB)", "CanadaBuys"]),
        ("es", ["Banco Mundial", "Banco Interamericano de Desarrollo (BID)", "CanadaBuys"]),
        (
            "fr",
            ["Banque mondiale", "Banque interaméricaine de développement (BID)", "AchatsCanada"],
        ),
    ],
)
def test_each_reader_reads_the_names_of_sources_in_the_own_language(
    language: str, names: list[str]
) -> None:
    with override(language):
        shown = [name_of(SOURCES[code]) for code in ("world_bank", "idb", "canadabuys")]

    assert shown == names


def test_no_page_in_spanish_calls_a_bank_by_its_english_name(client: Client) -> None:
    read(envelope(solar_notice(submission_deadline_date="2099-10-28T00:00:00Z")))
    read(table(row(deadline="2099-10-20")), source="idb")
    tender = Tender.objects.get(source="world_bank")
    client.cookies["django_language"] = "es"

    with override("es"):
        addresses = [
            reverse("tenders:list"),
            reverse("tenders:feeds"),
            reverse("tender", args=[tender.pk]),
        ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "Banco Mundial" in page
        assert "World Bank" not in page
        assert "Inter-American" not in page


def test_a_feed_keeps_the_name_that_its_operator_gave_it() -> None:
    feed = registry.add_feed("World Bank", "https://feed.example/rss", kind="rss")

    with override("es"):
        assert name_of(registry.source_named(feed.code)) == "World Bank"


def test_a_bank_that_no_table_knows_keeps_its_code() -> None:
    assert name_of_bank("bdd") == "bdd"


def test_whom_to_thank_is_told_where_it_is_not_the_name_again() -> None:
    with override("fr"):
        assert attribution_of(SOURCES["world_bank"]) == "Banque mondiale, CC BY 4.0"
    assert attribution_of(SOURCES["ebrd"]) == ""
