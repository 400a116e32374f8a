"""A counselor's work as one story, from a firm's request to the report, in each language."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from counselors import network
from counselors.models import (
    Article,
    Counselor,
    Engagement,
    Proposal,
    Question,
    Registration,
    Session,
    SessionVersion,
    Training,
)
from tests.counselors.makers import ArticleFactory, TrainingFactory
from tests.factories import (
    CenterFactory,
    CounselorFactory,
    EnterpriseFactory,
    TenderFactory,
    UserFactory,
)
from tests.journeys.seat import BUTTON, Seat

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("countries")]
LANGUAGES = ("en", "es", "fr")
FIRM, TENDER = "Brisa Clara Energía", "Photovoltaic modules for schools"
PRIVATE, SHARED = "Tired of papers", "We read the notice together."


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_request_to_the_report(
    language: str, browser: Browser, live_server: LiveServer
) -> None:
    owner = UserFactory(language=language)
    EnterpriseFactory(owner=owner, legal_name=FIRM, country_id="MX")
    counselor = CounselorFactory(center=CenterFactory(country_id="MX"))
    network.make_administrator(counselor.center, user=counselor.user)
    TenderFactory(title=TENDER)
    shared_by_colleagues()
    firm = Seat(browser, live_server, owner, language)
    desk = Seat(browser, live_server, counselor.user, language)

    ask_for_advice(firm, counselor)
    assign(desk)
    file = Engagement.objects.get(counselor=counselor).pk
    record_and_correct(desk, file)
    propose(desk, file)
    answer(firm)
    turn_to_colleagues(desk)
    report(desk)

    assert firm.complaints == desk.complaints == []


def shared_by_colleagues() -> None:
    """A practice note and a training of another center."""
    colleague = CounselorFactory(center=CenterFactory(country_id="CA"))
    ArticleFactory(author=colleague)
    TrainingFactory(organiser=colleague)


def ask_for_advice(firm: Seat, counselor: Counselor) -> None:
    firm.opens("mine")
    firm.clicks('main form[action*="/intakes/start/"] button')
    firm.page.select_option("[name=center]", str(counselor.center_id))
    firm.page.select_option("[name=language]", firm.language)
    firm.clicks(BUTTON)
    # She stops here and comes back: the request waits where she stopped.
    firm.opens("mine")
    firm.clicks('main a[href*="/intakes/"]')
    firm.page.check("[name=topics][value=tender_reading]")
    firm.page.select_option("[name=urgency]", "weeks")
    firm.sends(need="A first tender abroad.")
    for box in ("offers", "matches"):
        firm.page.check(f"[name=fields_shown][value={box}]")
    firm.page.check("[name=agreed]")
    firm.picture("intake_terms")
    firm.sends(signature="Ana Núñez")


def assign(desk: Seat) -> None:
    desk.opens("desk")
    number = desk.page.locator('main nav a[href="#intakes"] strong')
    assert number.inner_text() == "1"
    desk.picture("desk_intake")
    desk.clicks('main nav a[href="#intakes"]')
    desk.clicks('main a[href*="/assign/"]')
    desk.picture("assign")
    desk.clicks('main form button[type="submit"]')


def record_and_correct(desk: Seat, file: int) -> None:
    """A session from its template; a slip of the finger is put right at once."""
    desk.opens("client-list")
    desk.clicks(f'main a[href$="/clients/{file}/"]')
    desk.clicks('main a[href$="/session/"]')
    desk.clicks('main a[href="?kind=tender"]')
    assert desk.page.input_value("[name=preparation_minutes]") == "30"
    desk.page.select_option("[name=barrier]", "finance")
    day = timezone.localdate().isoformat()
    desk.sends(
        contact_minutes="450",
        shared_note=SHARED,
        private_note=PRIVATE,
        next_action="Ask the bank",
        next_action_on=day,
    )
    assert desk.sees(PRIVATE)
    desk.picture("client")
    desk.clicks('main a[href*="/sessions/"]')
    desk.sends(contact_minutes="45")
    session = Session.objects.get()
    assert (session.contact_minutes, session.barrier) == (45, "finance")
    assert SessionVersion.objects.get().contact_minutes == 450
    desk.opens("desk")
    assert desk.sees("Ask the bank")


def propose(desk: Seat, file: int) -> None:
    desk.opens("matches", file)
    desk.picture("client_matches")
    desk.page.fill("main [name=q]", "modules")
    desk.clicks("main form[method=get] button")
    desk.clicks("main a[href*='tender=']")
    assert desk.sees(TENDER)
    desk.clicks('main form[action*="/shortlist/tender/"] button')
    desk.clicks('main a[href*="/proposals/"]')
    desk.sends(note="Close to your work.")
    desk.opens("brief", file)
    assert desk.sees("Close to your work.")
    desk.picture("brief")


def answer(firm: Seat) -> None:
    """The client reads what was shared and proposed, and nothing that was written in private."""
    firm.opens("mine")
    assert firm.sees(SHARED)
    assert firm.sees("Close to your work.")
    assert PRIVATE not in firm.page.content()
    firm.clicks('main button[name=state][value="wanted"]')
    assert Proposal.objects.get().state == Proposal.State.WANTED
    firm.picture("advice")


def turn_to_colleagues(desk: Seat) -> None:
    desk.opens("question-new")
    desk.page.select_option("[name=topic]", "finance")
    desk.sends(title="Who gives bid bonds?", text="For a first tender.")
    assert Question.objects.get().title == "Who gives bid bonds?"
    desk.opens("article", Article.objects.get().pk)
    desk.clicks('main form[action$="/used/"] button')
    desk.opens("desk")
    desk.clicks('main nav a[href="#trainings"]')
    desk.clicks(f'main a[href$="/trainings/{Training.objects.get().pk}/"]')
    desk.clicks('main form[action$="/register/"] button')
    assert Registration.objects.get().state == Registration.State.PLACE


def report(desk: Seat) -> None:
    desk.opens("report")
    desk.picture("report")
    desk.clicks('main a[href*="/reports/sessions/"]')
    assert desk.sees(FIRM)
    assert PRIVATE not in desk.page.content()
