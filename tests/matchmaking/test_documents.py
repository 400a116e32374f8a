"""What of an enterprise is compared, and what stays out."""

import pytest

from matchmaking.documents import document_of, pk_of, profile_of
from matchmaking.engine import Document
from reference.models import Sector
from tests.factories import EnterpriseFactory, NeedFactory, OfferFactory

pytestmark = pytest.mark.django_db


def sectors(*keys: str) -> list[Sector]:
    return list(Sector.objects.with_keys(keys))


def test_a_profile_is_the_text_and_each_offer_with_their_codes() -> None:
    firm = EnterpriseFactory(about="Instalamos paneles.", about_language="es", legal_name="Acme")
    firm.sectors.set(sectors("naics:221114"))
    offer = OfferFactory(enterprise=firm, title="Roof plants", text="On schools.", language="en")
    offer.sectors.set(sectors("naics:23821"))
    NeedFactory(enterprise=firm)

    assert profile_of(firm) == [
        Document(f"about:{firm.pk}", "es", "", "Instalamos paneles.", ("naics:221114",)),
        Document(f"offer:{offer.pk}", "en", "Roof plants", "On schools.", ("naics:23821",)),
    ]


def test_sectors_speak_for_an_enterprise_that_wrote_nothing() -> None:
    firm = EnterpriseFactory(about=" ")
    solar = sectors("naics:221114")[0]
    firm.sectors.set([solar])

    assert profile_of(firm) == [
        Document(f"sector:{solar.pk}", "en", solar.name_en, codes=("naics:221114",))
    ]


def test_codes_of_the_enterprise_stay_with_its_offers_where_it_has_no_text() -> None:
    firm = EnterpriseFactory(about="")
    firm.sectors.set(sectors("naics:221114"))
    offer = OfferFactory(enterprise=firm)

    assert [document.id for document in profile_of(firm)] == [
        f"about:{firm.pk}",
        f"offer:{offer.pk}",
    ]


def test_an_empty_profile_has_no_document() -> None:
    assert profile_of(EnterpriseFactory(about="")) == []


def test_the_id_of_a_document_leads_back_to_its_card() -> None:
    need = NeedFactory()

    assert pk_of(document_of(need).id) == need.pk
