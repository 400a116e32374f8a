"""Figures with definitions: what is counted, what is hidden, what a spreadsheet may not run."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Consent, User
from counselors import network, reports, sheets
from counselors.models import Counselor, Engagement, Milestone
from tests.counselors.makers import (
    EngagementFactory,
    IntakeFactory,
    MilestoneFactory,
    SessionFactory,
)
from tests.factories import (
    ConsentFactory,
    CounselorFactory,
    EnterpriseFactory,
    OwnershipFactsFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counselor() -> Counselor:
    made: Counselor = CounselorFactory()
    return made


@pytest.fixture
def supervisor(counselor: Counselor) -> User:
    person: User = UserFactory()
    network.make_administrator(counselor.center, user=person)
    return person


def period() -> reports.Period:
    today = timezone.localdate()
    return reports.Period(today - timedelta(days=90), today)


def counted(counselor: Counselor, number: int, **session: object) -> list[Engagement]:
    """Clients who agreed to be counted, each with one session."""
    made: list[Engagement] = []
    for _client in range(number):
        engagement: Engagement = EngagementFactory(counselor=counselor)
        ConsentFactory(enterprise=engagement.enterprise, purpose=Consent.Purpose.FIGURES)
        SessionFactory(engagement=engagement, **session)
        made.append(engagement)
    return made


def value(reader: User, key: str) -> str | None:
    scope = reports.Scope.of(reader, period())
    return next(row.value for row in reports.figures(scope, period()) if row.key == key)


def test_a_counselor_counts_her_own_work(counselor: Counselor) -> None:
    counted(counselor, 2, contact_minutes=45, preparation_minutes=15)
    SessionFactory()

    assert value(counselor.user, "clients") == "2"
    assert value(counselor.user, "sessions") == "2"
    assert value(counselor.user, "contact-hours") == "1.5"
    assert value(counselor.user, "preparation-hours") == "0.5"


def test_who_advises_and_supervises_chooses_what_to_count(
    counselor: Counselor,
) -> None:
    network.make_administrator(counselor.center, user=counselor.user)
    counted(counselor, 5)
    SessionFactory(engagement__counselor=counselor)
    client = Client()
    client.force_login(counselor.user)
    address = reverse("counselors:report")

    own = client.get(address).context["figures"][0]
    center = client.get(address, {"center": counselor.center_id}).context["figures"][0]

    assert (own.value, center.value) == ("6", "5")


def test_a_supervisor_counts_only_who_agreed(counselor: Counselor, supervisor: User) -> None:
    counted(counselor, 5)
    SessionFactory(engagement__counselor=counselor)

    assert value(supervisor, "clients") == "5"


def test_a_figure_about_few_clients_is_hidden_and_has_no_rows(
    counselor: Counselor, supervisor: User
) -> None:
    counted(counselor, 4)
    client = Client()
    client.force_login(supervisor)

    assert value(supervisor, "sessions") is None
    assert client.get(reverse("counselors:report-rows", args=["sessions"])).status_code == 404
    assert "Fewer than 5 clients" in client.get(reverse("counselors:report")).content.decode()


def test_another_centers_supervisor_counts_nothing_of_it(counselor: Counselor) -> None:
    counted(counselor, 6)
    other = UserFactory()
    network.make_administrator(CounselorFactory().center, user=other)

    assert value(other, "clients") == "0"


def test_only_confirmed_results_count(counselor: Counselor) -> None:
    now = timezone.now()
    engagement = counted(counselor, 1)[0]
    MilestoneFactory(engagement=engagement)
    MilestoneFactory(engagement=engagement, answer=Milestone.Answer.DENIED, answered_at=now)
    MilestoneFactory(
        engagement=engagement,
        kind="jobs",
        jobs=4,
        answer=Milestone.Answer.CONFIRMED,
        answered_at=now,
    )

    assert value(counselor.user, "milestones") == "1"
    assert value(counselor.user, "jobs") == "4"


def test_rows_name_a_client_to_her_center_and_not_to_the_programme(
    counselor: Counselor, supervisor: User
) -> None:
    names = {row.enterprise.name for row in counted(counselor, 5)}
    programme = UserFactory(is_programme_administrator=True)
    cells = {}
    for reader in (supervisor, programme):
        client = Client()
        client.force_login(reader)
        page = client.get(reverse("counselors:report-rows", args=["clients"]))
        cells[reader] = {row[0] for row in page.context["rows"]}

    assert cells[supervisor] == names
    assert not cells[programme] & names


def test_a_withdrawn_client_loses_its_name_in_the_rows(counselor: Counselor) -> None:
    engagement = counted(counselor, 1)[0]
    Consent.objects.filter(pk=engagement.consent_id).update(withdrawn_at=timezone.now())

    scope = reports.Scope.of(counselor.user, period())
    found = reports.rows(scope, period(), "clients")

    assert found is not None
    assert [row[0] for row in found[1]] == [f"Client {engagement.pk}"]


def test_barriers_add_up_in_public_only_from_five_clients_on(counselor: Counselor) -> None:
    counted(counselor, 5, barrier="customs")
    counted(counselor, 4, barrier="visa")
    SessionFactory(barrier="payment")

    bars = reports.public_barriers(period().since, period().until)

    assert [(bar.label, bar.number) for bar in bars] == [
        ("Customs", 5),
        ("Visa and travel", None),
    ]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\tx", "\r=1", "＝1", '"=1', " =1", "|cmd", "\n=1"]
)
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert sheets.safe(cell) == f"'{cell}"


def test_words_and_numbers_stay_as_they_are() -> None:
    assert [sheets.safe(cell) for cell in ("Solar & Co", 5, "a=b")] == ["Solar & Co", 5, "a=b"]


def test_a_firm_with_a_formula_as_its_name_is_a_text_in_both_files(counselor: Counselor) -> None:
    EngagementFactory(
        counselor=counselor, enterprise=EnterpriseFactory(legal_name='=HYPERLINK("x")')
    )
    client = Client()
    client.force_login(counselor.user)
    address = reverse("counselors:report-rows", args=["clients"])

    plain = client.get(address, {"format": "csv"}).content.decode("utf-8-sig")
    book = ZipFile(BytesIO(client.get(address, {"format": "xlsx"}).content))

    assert plain.splitlines()[1].startswith("\"'=HYPERLINK")
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_period_that_ends_before_it_begins_is_a_clear_line(counselor: Counselor) -> None:
    client = Client()
    client.force_login(counselor.user)
    query = {"since": "2026-05-01", "until": "2026-04-01"}

    assert client.get(reverse("counselors:report"), query).status_code == 400


def test_a_report_asks_as_often_for_six_clients_as_for_two(
    counselor: Counselor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(counselor.user)
    counted(counselor, 2)
    address = reverse("counselors:report")
    client.get(address)
    with django_assert_num_queries(20):
        client.get(address)
    counted(counselor, 4)
    with django_assert_num_queries(20):
        client.get(address)


def figure(reader: User, key: str) -> reports.Figure:
    scope = reports.Scope.of(reader, period())
    return next(row for row in reports.figures(scope, period()) if row.key == key)


@pytest.mark.parametrize(
    ("owned", "shown"), [(5, "5 of 10"), (1, None), (9, None), (10, "10 of 10")]
)
def test_a_share_of_few_is_hidden_and_so_is_the_rest(
    owned: int, shown: str | None, counselor: Counselor, supervisor: User
) -> None:
    for number, engagement in enumerate(counted(counselor, 10)):
        OwnershipFactsFactory(
            enterprise=engagement.enterprise,
            is_disclosed=True,
            visibility="members",
            owned_percent=60 if number < owned else 10,
        )

    assert value(supervisor, "women-owned") == shown


def test_every_number_about_work_opens_its_rows(counselor: Counselor) -> None:
    engagement = counted(counselor, 1)[0]
    for kind, facts in (("contract", {}), ("jobs", {"jobs": 3}), ("capital", {"amount": 900})):
        MilestoneFactory(
            engagement=engagement,
            kind=kind,
            answer=Milestone.Answer.CONFIRMED,
            answered_at=timezone.now(),
            **facts,
        )
    scope = reports.Scope.of(counselor.user, period())

    opened = {
        row.key: reports.rows(scope, period(), row.key)
        for row in reports.figures(scope, period())
        if row.has_rows
    }

    lengths = {key: len(table[1]) if table else 0 for key, table in opened.items()}
    assert lengths == {
        "clients": 1,
        "new-clients": 1,
        "sessions": 1,
        "contact-hours": 1,
        "preparation-hours": 1,
        "milestones": 3,
        "contracts": 1,
        "jobs": 1,
        "capital": 1,
    }


def test_the_wait_counts_from_the_signature_to_the_opening(counselor: Counselor) -> None:
    opened_at = timezone.now() - timedelta(days=10)
    for days in (1, 3, 8):
        intake = IntakeFactory(
            status="assigned",
            center=counselor.center,
            signed_at=opened_at - timedelta(days=days),
            assigned_at=opened_at,
        )
        EngagementFactory(
            counselor=counselor, enterprise=intake.enterprise, intake=intake, opened_at=opened_at
        )

    assert value(counselor.user, "wait") == "3.0"


def test_barriers_end_with_the_last_whole_week() -> None:
    monday, wednesday = date(2026, 11, 23), date(2026, 11, 25)

    assert reports.last_year_of_weeks(wednesday) == (date(2025, 11, 24), date(2026, 11, 22))
    assert reports.last_year_of_weeks(monday) == reports.last_year_of_weeks(wednesday)
