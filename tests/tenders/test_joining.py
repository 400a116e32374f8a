"""Several notices of one tender: found by the buyer's number, kept all, shown once."""

from datetime import date, timedelta
from typing import Any

import pytest

from tenders.joining import reference_key
from tenders.models import DeadlineClaim, Tender, TenderVersion
from tenders.sources.notice import Award
from tests.tenders.parsed import Plain, tell
from tests.tenders.payloads import NOW, read, row, table

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
NUMBER = "REA-2026/017"


def told_by(source: str, **facts: Any) -> Tender:
    """What a source says about the tender, stored."""
    record = {"id": f"{source}-1", "reference": NUMBER, **facts}
    tell(record, source=source)
    return Tender.objects.get(source=source, source_id=record["id"])


def heads() -> list[tuple[str, str]]:
    return list(Tender.objects.once().order_by("pk").values_list("source", "source_id"))


def test_two_sources_with_one_number_and_one_buyer_tell_of_one_tender() -> None:
    first = told_by("bank")
    second = told_by("market", title="Pompes solaires", reference="rea 2026 017")

    assert second.joined_to == first
    assert heads() == [("bank", "bank-1")]
    assert [row.source for row in first.told_by] == ["bank", "market"]
    assert Tender.objects.count() == TenderVersion.objects.count() == 2


def test_an_equal_project_is_as_good_as_an_equal_buyer() -> None:
    first = told_by("bank", project="P100", buyer="Agency")
    second = told_by("market", project="p100", buyer="Agence")

    assert second.joined_to == first


@pytest.mark.parametrize(
    "facts",
    [
        {"reference": "REA-2026/018"},
        {"buyer": "Another agency"},
        {"buyer": ""},
        {"kind": "general"},
        {"kind": "expression_of_interest"},
    ],
)
def test_what_does_not_agree_stays_two_tenders(facts: dict[str, Any]) -> None:
    told_by("bank")
    second = told_by("market", **facts)

    assert second.joined_to is None


def test_projects_that_differ_outweigh_an_equal_buyer() -> None:
    told_by("bank", project="P100")
    assert told_by("market", project="P200").joined_to is None


def test_equal_titles_never_join_where_the_numbers_differ() -> None:
    told_by("bank", title="Solar pumps for the wells of the northern province")
    second = told_by(
        "market", title="Solar pumps for the wells of the northern province", reference="X-99-2026"
    )

    assert second.joined_to is None


@pytest.mark.parametrize("number", ["", "N.A.", "n/a", "F-08", "000000", "------", "none stated"])
def test_a_trivial_number_joins_nothing(number: str) -> None:
    assert reference_key(number) == ""
    told_by("bank", reference=number)
    assert told_by("market", reference=number).joined_to is None


def test_a_third_source_hangs_under_the_first_whatever_it_met() -> None:
    first = told_by("bank")
    told_by("market")
    assert told_by("third").joined_to == first


def test_two_tenders_in_one_payload_are_joined_as_well() -> None:
    record = {"reference": NUMBER, "title": "Solar pumps"}

    run = tell({"id": "1", **record}, {"id": "2", **record})

    assert (run.inserted, heads()) == (2, [("plain", "1")])


def test_one_source_repeats_a_tender_under_a_new_number_only_under_the_same_title() -> None:
    told_by("bank", title="Solar pumps, lot 1")
    other = told_by("bank", id="bank-2", title="Solar pumps, lot 2")
    again = told_by("bank", id="bank-3", title="Solar pumps, lot 1")

    assert other.joined_to is None
    assert again.joined_to is not None
    assert again.joined_to.source_id == "bank-1"


def test_deadlines_that_disagree_are_both_kept_the_earlier_shown_and_flagged() -> None:
    first = told_by("bank", deadline="2026-12-05")
    told_by("market", deadline="2026-12-01")

    first.refresh_from_db()
    assert (first.deadline_on, first.is_deadline_disputed) == (date(2026, 12, 1), True)
    claims = first.deadline_claims.order_by("stated_by_id")
    assert [claim.deadline_on for claim in claims] == [date(2026, 12, 5), date(2026, 12, 1)]
    assert first.versions.latest("number").changes == {"deadline_on": ["2026-12-05", "2026-12-01"]}


def test_a_day_alone_agrees_with_a_time_on_it_and_the_time_is_shown() -> None:
    first = told_by("bank", deadline="2026-12-05")
    told_by("market", deadline="2026-12-05 12:00", zone="Africa/Banjul")

    first.refresh_from_db()
    assert not first.is_deadline_disputed
    assert first.deadline_time is not None


def test_a_source_that_changes_its_mind_ends_the_dispute() -> None:
    first = told_by("bank", deadline="2026-12-05")
    told_by("market", deadline="2026-12-01")

    tell(
        {"id": "market-1", "reference": NUMBER, "deadline": "2026-12-05"},
        source="market",
        now=LATER,
    )

    first.refresh_from_db()
    assert (first.deadline_on, first.is_deadline_disputed) == (date(2026, 12, 5), False)


def test_what_the_first_source_says_anew_does_not_hide_the_earlier_deadline() -> None:
    first = told_by("bank", deadline="2026-12-05")
    told_by("market", deadline="2026-12-01")

    run = tell(
        {"id": "bank-1", "reference": NUMBER, "deadline": "2026-12-20", "title": "Solar pumps"},
        source="bank",
        now=LATER,
    )

    first.refresh_from_db()
    assert run.updated == 1
    assert (first.deadline_on, first.title) == (date(2026, 12, 1), "Solar pumps")
    own = DeadlineClaim.objects.get(stated_by=first)
    assert own.deadline_on == date(2026, 12, 20)


def test_the_same_again_changes_nothing() -> None:
    told_by("bank", deadline="2026-12-05")
    told_by("market", deadline="2026-12-01")
    before = TenderVersion.objects.count()

    for source, day in (("bank", "2026-12-05"), ("market", "2026-12-01")):
        run = tell(
            {"id": f"{source}-1", "reference": NUMBER, "deadline": day}, source=source, now=LATER
        )
        assert run.unchanged == 1

    assert TenderVersion.objects.count() == before


def test_the_latest_state_of_one_source_speaks_for_it() -> None:
    first = told_by("bank", deadline="2026-12-05")
    told_by("bank", id="bank-2", deadline="2026-12-20", published="2026-09-20")

    first.refresh_from_db()
    assert (first.deadline_on, first.is_deadline_disputed) == (date(2026, 12, 20), False)
    assert first.extended_from == date(2026, 12, 5)


def test_an_award_is_attached_to_its_notice_and_each_contract_stands_for_itself() -> None:
    notice = told_by("bank")
    winner = Award("Soleil SA")
    source = Plain("bank", awards=(winner,))
    for key in ("a-1", "a-2"):
        tell({"id": key, "reference": NUMBER, "kind": "award", "deadline": ""}, source=source)

    awards = Tender.objects.filter(kind="award")
    assert [award.award_of for award in awards] == [notice, notice]
    assert [award.joined_to for award in awards] == [None, None]
    assert [award.supplier for award in awards[0].awards.all()] == ["Soleil SA"]


def test_a_notice_that_comes_after_its_award_finds_it() -> None:
    tell({"id": "a-1", "reference": NUMBER, "kind": "award", "deadline": ""})
    notice = told_by("bank")

    assert Tender.objects.get(source_id="a-1").award_of == notice


def test_a_cancellation_of_the_same_source_calls_the_tender_off() -> None:
    tender = told_by("bank")
    told_by("bank", id="bank-2", kind="cancelled", deadline="", title="Cancelled: solar pumps")

    tender.refresh_from_db()
    assert (tender.status, tender.state(NOW)) == ("cancelled", "cancelled")
    assert tender.versions.latest("number").changes == {"status": ["published", "cancelled"]}

    tell({"id": "bank-1", "reference": NUMBER, "title": "Solar pumps"}, source="bank", now=LATER)

    tender.refresh_from_db()
    assert tender.status == "cancelled"


def test_a_cancellation_by_another_source_calls_nothing_off() -> None:
    tender = told_by("bank")
    told_by("market", kind="cancelled", deadline="")

    tender.refresh_from_db()
    assert tender.status == "published"


SCANT = {"projectId": None, "projectName": None, "countryName": None, "category": "Other"}


def idb(*rows: dict[str, Any]) -> None:
    """One file of the bank whose notices have no numbers, the rows with a title in common."""
    read(table(*rows), source="idb")


@pytest.mark.parametrize("order", [("scant", "full"), ("full", "scant")])
def test_a_row_of_title_and_day_alone_goes_under_the_full_one_whichever_came_first(
    order: tuple[str, ...],
) -> None:
    rows = {"full": row(), "scant": row(deadline=None, **SCANT)}
    for name in order:
        idb(rows[name])

    assert Tender.objects.count() == 2
    assert Tender.objects.once().get().project_number == "BO-L9001"


def test_between_two_full_rows_a_scant_one_stays_by_itself() -> None:
    idb(row(deadline=None, **SCANT))
    idb(row())
    assert Tender.objects.once().count() == 1

    idb(row(projectId="BO-L9002"))

    assert Tender.objects.once().count() == 3


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "Adquisición de medidores para redes"},
        {"publicationDate": "2026-08-13"},
        {"countryName": "PERU"},
        {"category": "EOI"},
    ],
)
def test_a_row_that_says_anything_else_is_another_tender(facts: dict[str, Any]) -> None:
    idb(row())
    idb(row(deadline=None, **SCANT) | facts)

    assert Tender.objects.once().count() == 2
