"""Only what members may see is indexed, and the files follow the rows."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from accounts.models import Consent, Enterprise
from matchmaking import partner_index
from tests.factories import EnterpriseFactory, NeedFactory, OfferFactory

pytestmark = pytest.mark.django_db


def indexed() -> list[str]:
    return sorted(document.id for document in partner_index.offers().documents)


def test_offers_and_needs_that_members_see_are_indexed() -> None:
    offer, need = OfferFactory(), NeedFactory()

    partner_index.refresh()

    assert indexed() == [f"offer:{offer.pk}"]
    assert [document.id for document in partner_index.needs().documents] == [f"need:{need.pk}"]


@pytest.mark.parametrize(
    "hidden",
    [{"offers_visibility": "private"}, {"profile_visibility": "private"}, {"listed": False}],
)
def test_what_an_enterprise_keeps_to_itself_is_not_indexed(hidden: dict[str, object]) -> None:
    OfferFactory(enterprise=EnterpriseFactory(**hidden))
    shown = OfferFactory(enterprise=EnterpriseFactory(offers_visibility="public"))

    partner_index.refresh()

    assert indexed() == [f"offer:{shown.pk}"]


def test_a_withdrawn_consent_leaves_the_index_at_the_next_refresh() -> None:
    offer = OfferFactory()
    partner_index.refresh()
    before = partner_index.generation()
    Consent.objects.filter(enterprise=offer.enterprise).update(withdrawn_at="2030-01-01T00:00Z")

    partner_index.refresh()

    assert (indexed(), partner_index.generation() == before) == ([], False)


def test_nothing_new_builds_nothing() -> None:
    OfferFactory()
    partner_index.refresh()
    before = partner_index.generation()
    Enterprise.objects.update(legal_name="Another name")

    partner_index.refresh()

    assert partner_index.generation() == before


def test_damaged_files_are_made_again_from_the_rows(settings: LazySettings) -> None:
    offer = OfferFactory()
    partner_index.refresh()
    for path in Path(settings.VAR_DIR, "indexes").rglob("terms.txt"):
        path.write_text("damage")
    # Another folder name reads the files afresh, as another process would.
    settings.VAR_DIR = Path(settings.VAR_DIR) / ".." / Path(settings.VAR_DIR).name

    assert indexed() == [f"offer:{offer.pk}"]


def test_a_pair_is_found_from_either_side() -> None:
    OfferFactory(title="Steel mounting structures", text="For photovoltaic plants.")
    NeedFactory(title="Mounting structures", text="Galvanised steel for a solar plant.")
    OfferFactory(title="Wind towers", text="Tubular towers.")
    partner_index.refresh()
    offers, needs = partner_index.offers(), partner_index.needs()

    from_need = {m.document_id: m.score for m in offers.search([*needs.documents], top_n=9)}
    from_offer = needs.search([offers.documents[0]], top_n=9)

    assert max(from_need, key=lambda key: from_need[key]) == offers.documents[0].id
    assert from_offer[0].document_id == next(iter(needs.documents)).id
