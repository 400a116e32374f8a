"""The World Bank's contract awards: joint ventures in one notice, and the weekly sweep."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tenders.sources import source_named, world_bank_awards
from tenders.sources.base import BadPayload, BadRecord, Payload
from tenders.sources.notice import (
    Award,
    Deadline,
    DeadlineState,
    Flag,
    Notice,
    NoticeGroup,
    NoticeMethod,
    NoticeType,
    ValueKind,
)
from tests.tenders.sources.loopback import client_for, place_of
from tests.tenders.sources.samples import SAMPLES, sample_records

awards = source_named("world_bank_awards")
Rows = list[dict[str, Any]]


def sample_rows() -> Rows:
    rows: Rows = json.loads((SAMPLES / "world_bank_awards.json").read_bytes())["data"]
    return rows


def read(rows: Rows) -> Rows:
    return awards.read(json.dumps({"count": len(rows), "data": rows}).encode())


def parsed(number: int, **changes: Any) -> Notice:
    return awards.parse(sample_records("world_bank_awards.json")[number - 1] | changes)


def test_joint_venture_is_one_notice_with_an_award_for_each_member() -> None:
    notice = parsed(1)

    assert notice.source_id == "1900001"
    assert notice.notice_type == NoticeType.AWARD
    assert notice.awards == (
        Award(
            supplier="Nordlicht Beratung GmbH",
            supplier_country="DE",
            amount=Decimal("120250.45"),
            currency="USD",
            signed_on=date(2026, 9, 14),
            shared=True,
        ),
        Award(
            supplier="Zomba Engineering Ltd",
            supplier_country="MW",
            amount=Decimal("120250.45"),
            currency="USD",
            signed_on=date(2026, 9, 14),
            shared=True,
        ),
    )
    assert (notice.value, notice.currency) == (Decimal("240500.90"), "USD")
    assert notice.value_kind == ValueKind.AWARD


def test_contract_is_read_in_full() -> None:
    notice = parsed(1)

    assert notice.reference == "MW-SOLAR-QCBS-01"
    assert notice.texts[0].title == "Supervision of solar mini-grids in twelve districts"
    assert (notice.project_id, notice.project_name) == ("P900001", "Rural Light Project")
    assert notice.countries == ("MW",)
    assert [code.code for code in notice.codes] == ["Energy & Extractives", "Public Admin"]
    assert (notice.group, notice.method) == (
        NoticeGroup.CONSULTING,
        NoticeMethod.QUALITY_AND_COST,
    )
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert notice.published_on is None


def test_country_comes_from_the_name_because_the_codes_are_the_banks_own() -> None:
    notice = parsed(2)

    assert notice.countries == ("CD",)
    assert notice.awards[0].supplier == "INDIVIDUAL CONSULTANT"
    assert notice.awards[0].supplier_country == ""
    assert notice.awards[0].shared is False


def test_contract_without_description_is_named_after_its_project() -> None:
    notice = parsed(3)

    assert notice.texts[0].title == "Geothermal Risk Mitigation"
    assert notice.flags == (Flag.TITLE_FROM_PROJECT,)
    assert (notice.value, notice.currency, notice.awards[0].amount) == (None, "", None)
    assert (notice.countries, notice.regions) == ((), ("Latin America and Caribbean",))


def test_rows_of_one_number_that_differ_in_more_than_the_supplier_stay_apart() -> None:
    first, second, *_ = sample_rows()
    second["project_id"] = "P900009"

    found = read([first, second])

    assert [record["project_id"] for record in found] == ["P900001", "P900009"]
    assert [awards.record_id(record) for record in found] == ["1900001", "1900001"]


def test_repeated_row_is_one_award() -> None:
    first, second, *_ = sample_rows()

    (record,) = read([first, second, dict(first)])

    assert len(awards.parse(record).awards) == 2


def test_rows_without_a_number_are_bad_records_each() -> None:
    rows = sample_rows()[:2] + [row | {"wb_contract_number": None} for row in sample_rows()[:2]]

    whole, *broken = read(rows)

    assert len(awards.parse(whole).awards) == 2
    assert len(broken) == 2
    for record in broken:
        with pytest.raises(BadRecord) as caught:
            awards.parse(record)
        assert str(caught.value) == "wb_contract_number is missing"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"members": []}, "members is missing"),
        ({"members": "x"}, "members is text where a list of objects was expected"),
        ({"members": [{"supplier": ""}]}, "supplier is missing"),
        (
            {"members": [{"supplier": "A", "supplier_contract_amount_usd": -1.5}]},
            "supplier_contract_amount_usd is no amount of money",
        ),
        (
            {"members": [{"supplier": "A", "supplier_contract_amount_usd": True}]},
            "supplier_contract_amount_usd is a truth value where text was expected",
        ),
        (
            {"contract_signing_date": "2026-09-14"},
            "contract_signing_date is no day such as 10-Sep-2026: '2026-09-14'",
        ),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


def test_another_dataset_of_the_same_interface_is_refused() -> None:
    with pytest.raises(BadPayload) as caught:
        read([{"notice_id": "OP1"}])

    assert str(caught.value) == (
        "No row has the key 'wb_contract_number', so these are no contract awards."
    )


def row(number: int, signed: str = "14-Sep-2026", **changes: Any) -> dict[str, Any]:
    return {
        "wb_contract_number": str(number),
        "contract_description": f"Contract {number}",
        "contract_signing_date": signed,
        "project_global_practice": "Transportation;Energy & Extractives",
        "supplier": f"Firm {number}",
        "supplier_id": str(number),
    } | changes


@pytest.fixture
def sweep(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Payload]]:
    monkeypatch.setattr(world_bank_awards, "ADDRESS", httpserver.url_for("/awards"))

    def run(rows: Rows, *, page: int = 3, count: int | None = None) -> list[Payload]:
        def answer(request: Request) -> Response:
            skip = int(request.args["skip"])
            total = len(rows) if count is None else count
            body = json.dumps({"count": total, "data": rows[skip : skip + page]})
            return Response(body, content_type="application/json")

        httpserver.expect_request("/awards").respond_with_handler(answer)
        with client_for(place_of(httpserver)) as client:
            return list(awards.fetch(client, since=date(2026, 11, 1)))

    return run


Sweep = Callable[..., list[Payload]]


def test_sweep_asks_for_page_after_page_and_hands_all_over_together(
    sweep: Sweep, httpserver: HTTPServer
) -> None:
    rows = [row(1), row(2), row(3), row(3, supplier="Partner", supplier_id="30"), row(4)]

    (payload,) = sweep(rows)

    questions = [request.args.to_dict() for request, _ in httpserver.log]
    assert questions == [
        {"datasetId": "DS00005", "resourceId": "RS00005", "type": "json", "skip": skip}
        for skip in ("0", "3")
    ]
    assert [awards.record_id(record) for record in awards.read(payload.content)] == [
        "1",
        "2",
        "3",
        "4",
    ]
    assert len(awards.parse(awards.read(payload.content)[2]).awards) == 2


def test_sweep_keeps_energy_of_the_last_year_and_what_cannot_be_judged(sweep: Sweep) -> None:
    rows = [
        row(1),
        row(2, project_global_practice="Water/Sanit/Waste"),
        row(3, project_global_practice=None),
        row(4, "27-Sep-2025"),
        row(5, "26-Sep-2025"),
        row(6, "31-Feb-2026"),
        row(7, ""),
    ]

    (payload,) = sweep(rows)

    found = [record["wb_contract_number"] for record in awards.read(payload.content)]
    assert found == ["1", "4", "6", "7"]


def test_sweep_without_an_energy_award_gives_no_payload_but_an_empty_set_does(
    sweep: Sweep,
) -> None:
    assert sweep([row(1, project_global_practice="Health")]) == []


def test_empty_set_is_passed_on(sweep: Sweep) -> None:
    assert [awards.read(payload.content) for payload in sweep([])] == [[]]


def test_interface_that_does_not_skip_is_noticed(sweep: Sweep) -> None:
    with pytest.raises(BadPayload) as caught:
        sweep([row(1)] * 12)

    assert str(caught.value) == "Finances One ignored the parameter 'skip'."


def test_set_that_ends_before_its_count_is_refused(sweep: Sweep) -> None:
    with pytest.raises(BadPayload) as caught:
        sweep([row(1), row(2)], count=1_000)

    assert str(caught.value) == "Finances One ended after 2 of 1,000 rows."


def test_endless_set_is_given_up(sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_bank_awards, "MOST_PAGES", 2)

    with pytest.raises(BadPayload) as caught:
        sweep([row(number) for number in range(9)])

    assert str(caught.value) == "Finances One did not end within 2 pages."
