"""CompraNet: contracts of one procedure in one notice, and what may be missing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tenders.sources import source_named
from tenders.sources.base import UNREADABLE, BadRecord
from tenders.sources.notice import (
    Award,
    Deadline,
    DeadlineState,
    Link,
    MarketApproach,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeType,
    ValueKind,
)
from tests.tenders.sources.samples import SAMPLES, sample_records

compranet = source_named("compranet")
SAMPLE = (SAMPLES / "compranet.csv").read_bytes()


def notice(number: int, **changes: Any) -> Notice:
    return compranet.parse(sample_records("compranet.csv")[number - 1] | changes)


def test_contracts_of_a_procedure_are_one_notice() -> None:
    found = notice(1)

    assert (found.source_id, found.reference) == (
        "LA-018T0X001-N1-2026/910001",
        "LA-018T0X001-N1-2026",
    )
    assert found.notice_type == NoticeType.AWARD
    assert found.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert found.awards == (
        Award(
            "SOLAR DEL ISTMO S.A. DE C.V.",
            amount=Decimal("1200000.50"),
            currency="MXN",
            signed_on=date(2026, 4, 9),
        ),
        Award("ENERGÍA LIMPIA DEL SUR, S.C.", amount=Decimal(300000), currency="MXN"),
    )
    assert (found.value, found.currency) == (Decimal("1500000.50"), "MXN")
    assert found.value_kind == ValueKind.AWARD


def test_procedure_is_read_in_full() -> None:
    found = notice(1)

    assert found.buyer == "Centro Nacional de Energías de Ejemplo"
    assert (found.buyer_country, found.countries) == ("MX", ("MX",))
    assert (found.group, found.method) == (NoticeGroup.GOODS, NoticeMethod.BIDS)
    assert found.market_approach == MarketApproach.OPEN
    assert found.eligibility_raw == "Nacional"
    assert found.published_on == date(2026, 3, 11)
    assert found.links == (Link("https://compranet.example/detail?opportunityId=900001"),)
    assert found.contacts == ()


def test_title_that_was_cut_is_completed_from_the_contract() -> None:
    assert notice(1).texts[0].title == (
        "SUMINISTRO E INSTALACIÓN DE SISTEMAS FOTOVOLTAICOS EN ESCUELAS RURALES "
        "DEL ESTADO DE OAXACA"
    )
    assert notice(1).texts[0].body_text == "Sistemas fotovoltaicos, partida 2"


def test_contract_without_a_procedure_stands_for_itself() -> None:
    found = notice(2)

    assert (found.source_id, found.reference) == ("910003", "")


def test_contracts_of_one_procedure_in_the_files_of_two_years_are_two_notices() -> None:
    header, first, second, _ = SAMPLE.splitlines(keepends=True)

    ids = [compranet.record_id(compranet.read(header + row)[0]) for row in (first, second)]

    assert ids == ["LA-018T0X001-N1-2026/910001", "LA-018T0X001-N1-2026/910002"]


def test_sum_of_zero_and_currency_of_tests_say_nothing() -> None:
    found = notice(2)

    assert (found.value, found.currency, found.value_kind) == (None, "", ValueKind.UNKNOWN)
    assert found.awards == (Award("PERSONA DE EJEMPLO"),)


def test_person_in_charge_is_dropped_on_the_way_in() -> None:
    assert "RESPONSABLE" not in str(sample_records("compranet.csv"))
    assert "Persona Que No Se Guarda" not in str(sample_records("compranet.csv"))


def test_first_header_cell_may_have_its_name() -> None:
    named = b"GOBIERNO" + SAMPLE[2:] if SAMPLE.startswith(b'""') else b"GOBIERNO" + SAMPLE

    assert compranet.read(named) == sample_records("compranet.csv")


def test_contracts_that_do_not_stand_together_and_repeats_are_joined() -> None:
    header, first, second, third = SAMPLE.splitlines(keepends=True)

    records = compranet.read(header + first + third + first + second)

    assert [compranet.record_id(record) for record in records] == [
        "910003",
        "LA-018T0X001-N1-2026/910001",
    ]
    assert [len(record["contracts"]) for record in records] == [1, 2]


def test_broken_row_does_not_cost_the_others() -> None:
    header, rest = SAMPLE.split(b"\n", 1)

    records = compranet.read(header + b"\nAPF,CENER\n" + rest)

    assert records[0] == {UNREADABLE: ["APF", "CENER"]}
    assert records[1:] == sample_records("compranet.csv")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"PROC_F_PUBLICACION": "11/03/2026"},
            "PROC_F_PUBLICACION is no day such as 2015-04-09: '11/03/2026'",
        ),
        (
            {"PROC_F_PUBLICACION": "2026-02-31 10:00"},
            "PROC_F_PUBLICACION is 2026-02-31, a day that does not exist",
        ),
        (
            {"NUMERO_PROCEDIMIENTO": "", "contracts": []},
            "NUMERO_PROCEDIMIENTO is missing, and so is CODIGO_CONTRATO",
        ),
        ({"contracts": "none"}, "contracts is text where a list of objects was expected"),
    ],
)
def test_broken_field_is_named_with_its_reason(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadRecord) as caught:
        notice(1, **changes)

    assert str(caught.value) == fault
