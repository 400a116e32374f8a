from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reference import codes
from reference.loading import Counts, load_all
from reference.models import BankMembership, BankRule, Country, Region, Sector

pytestmark = pytest.mark.django_db


def writes(queries: CaptureQueriesContext) -> list[str]:
    verbs = ("INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in queries if query["sql"].startswith(verbs)]


@pytest.fixture
def empty_tables():
    for model in (BankMembership, BankRule, Sector, Region, Country):
        model.objects.all().delete()


def test_load_fills_every_table(empty_tables):
    counts = load_all()

    assert counts["countries"] == Counts(created=250, updated=0, unchanged=0)
    assert counts["regions"] == Counts(created=57 + 32 + 13, updated=0, unchanged=0)
    assert counts["banks"] == Counts(created=9, updated=0, unchanged=0)
    assert Sector.objects.of_scheme("naics").count() >= 120


def test_load_again_writes_nothing(empty_tables):
    first = load_all()

    with CaptureQueriesContext(connection) as queries:
        second = load_all()

    assert writes(queries) == []
    assert {table: counts.unchanged for table, counts in second.items()} == {
        table: counts.created for table, counts in first.items()
    }


def test_load_restores_a_changed_fact_and_keeps_its_key():
    load_all()
    sector = Sector.objects.get(scheme="wb", code="LU")
    Sector.objects.filter(pk=sector.pk).update(name_es="Otra cosa")
    BankRule.objects.filter(pk="cdb").update(who_may_bid=BankRule.WhoMayBid.EVERYONE)

    counts = load_all()

    sector.refresh_from_db()
    assert sector.name_es == "Energía renovable: solar"
    assert BankRule.objects.get(pk="cdb").who_may_bid == BankRule.WhoMayBid.MEMBERS
    assert (counts["sectors"].updated, counts["banks"].updated) == (1, 1)


def test_load_leaves_alone_what_it_does_not_ship():
    load_all()
    own = Sector.objects.create(
        scheme="cpv", code="09331200", name_en="Panels", name_es="Paneles", name_fr="Panneaux"
    )

    load_all()

    assert Sector.objects.filter(pk=own.pk).exists()


def test_countries_and_regions_have_names_in_three_languages():
    load_all()

    us, kosovo = Country.objects.get(pk="US"), Country.objects.get(pk="XK")
    assert (us.name_en, us.name_es, us.name_fr) == (
        "United States",
        "Estados Unidos",
        "États-Unis",
    )
    assert kosovo.name_en == "Kosovo"
    names = {code: Region.objects.get(pk=code) for code in ("CA-NB", "MX-MEX", "US-NM", "MX-SON")}
    assert names["CA-NB"].name_fr == "Nouveau-Brunswick"
    assert names["MX-MEX"].name_es == "Estado de México"
    assert names["US-NM"].name_es == "Nuevo México"
    assert names["MX-SON"].name_fr == "Sonora"


def test_every_shipped_sector_is_a_tidy_code_whose_parents_are_shipped_too():
    load_all()
    keys = {sector.key for sector in Sector.objects.all()}

    orphans = {
        (key, str(wider))
        for key in keys
        for wider in codes.ancestors(codes.parse(key))
        if str(wider) not in keys
    }

    assert orphans == set()
    assert {str(codes.parse(key)) for key in keys} == keys


def test_command_prints_what_each_table_needed():
    load_all()
    out = StringIO()

    call_command("load_reference", stdout=out)

    assert out.getvalue().splitlines()[0] == "countries: 0 created, 0 updated, 250 unchanged"
    assert len(out.getvalue().splitlines()) == 5
