"""Amendments that come as notices of their own."""

from datetime import date, timedelta

import pytest

from tenders.models import Tender
from tests.tenders.payloads import NOW, counts, read, row, table

pytestmark = pytest.mark.django_db
AMENDMENT = row(
    title="ENMIENDA - Aclaración Nro 1 - ADQUISICION DE MEDIDORES PARA REDES DE DISTRIBUCION",
    publicationDate="2026-08-20",
    deadline="2026-11-02",
)


def amendment() -> Tender:
    return Tender.objects.get(kind="amendment")


def amended() -> Tender:
    return Tender.objects.exclude(kind="amendment").get()


def test_an_amendment_finds_what_it_amends_and_moves_its_deadline() -> None:
    read(table(row()), source="idb")

    read(table(AMENDMENT), source="idb", now=NOW + timedelta(days=1))

    assert amendment().amends == amended()
    assert amended().deadline_on == date(2026, 11, 2)
    assert amended().versions.latest("number").changes == {
        "deadline_on": ["2026-10-20", "2026-11-02"]
    }


def test_an_amendment_waits_for_a_notice_that_comes_later() -> None:
    read(table(AMENDMENT), source="idb")
    assert amendment().amends is None

    read(table(row()), source="idb")

    assert amendment().amends == amended()
    assert amended().deadline_on == date(2026, 11, 2)


def test_both_in_one_payload_are_joined_in_either_order() -> None:
    run = read(table(AMENDMENT, row()), source="idb")

    assert counts(run) == ("succeeded", 2, 2, 0, 0, 0)
    assert amendment().amends == amended()


def test_a_second_reading_of_both_changes_nothing() -> None:
    payload = table(row(), AMENDMENT)
    read(payload, source="idb")

    run = read(payload, source="idb", now=NOW + timedelta(days=1))

    assert counts(run) == ("succeeded", 2, 0, 0, 2, 0)
    assert amended().versions.count() == 2
    assert amended().deadline_on == date(2026, 11, 2)


def test_an_amended_notice_that_changes_keeps_the_amended_deadline() -> None:
    read(table(row(), AMENDMENT), source="idb")

    read(table(row(projectName="Programa de redes rurales II")), source="idb")

    assert amended().versions.latest("number").changes == {
        "project_name": ["Programa de redes rurales", "Programa de redes rurales II"]
    }
    assert amended().deadline_on == date(2026, 11, 2)


def test_the_latest_of_several_amendments_decides() -> None:
    first = {**AMENDMENT, "publicationDate": "2026-08-18", "deadline": "2026-10-25"}

    read(table(row(), AMENDMENT, first), source="idb")

    assert amended().deadline_on == date(2026, 11, 2)


def test_an_amendment_without_a_deadline_moves_none() -> None:
    read(table(row(), {**AMENDMENT, "deadline": None}), source="idb")

    assert amended().deadline_on == date(2026, 10, 20)
    assert amended().versions.count() == 1


@pytest.mark.parametrize(
    "changes", [{"projectId": "BO-L9002"}, {"projectId": ""}, {"publicationDate": "2026-09-01"}]
)
def test_another_project_or_a_younger_notice_is_not_what_is_amended(
    changes: dict[str, str],
) -> None:
    read(table(row(**changes), AMENDMENT), source="idb")

    assert amendment().amends is None
    assert amended().deadline_on == date(2026, 10, 20)


def test_a_joined_amendment_is_not_a_tender_of_its_own_in_lists() -> None:
    read(table(row(), AMENDMENT), source="idb")

    assert list(Tender.objects.open(NOW)) == [amended()]


def test_an_amendment_that_waits_stands_for_itself() -> None:
    read(table(AMENDMENT), source="idb")

    assert list(Tender.objects.open(NOW)) == [amendment()]
