"""The counselor's journeys in a real browser, in each language, with pictures when asked for."""

import pytest
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from counselors.models import Engagement, Referral, Session
from tests.counselors.makers import EngagementFactory, TaskFactory
from tests.factories import CenterFactory, CounselorFactory, EnterpriseFactory, UserFactory
from tests.journeys.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("countries")]
LANGUAGES = ("en", "es", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_client_crosses_the_border(
    language: str, browser: Browser, live_server: LiveServer
) -> None:
    owner = UserFactory(language=language)
    enterprise = EnterpriseFactory(owner=owner, legal_name="Secreta del Norte", listed=False)
    tucson = CounselorFactory(center=CenterFactory(country_id="US"))
    hermosillo = CounselorFactory(center=CenterFactory(country_id="MX"))
    engagement = EngagementFactory(counselor=tucson, enterprise=enterprise)
    sender = Seat(browser, live_server, tucson.user, language)
    receiver = Seat(browser, live_server, hermosillo.user, language)
    firm = Seat(browser, live_server, owner, language)

    sender.opens("client", engagement.pk)
    sender.clicks('main a[href$="/refer/"]')
    sender.clicks(f'main a[href$="/refer/{hermosillo.pk}/"]')
    sender.page.fill("[name=reason]", "Knows the market.")
    sender.page.fill("[name=summary]", "Looks for an installer.")
    sender.page.check("[name=fields_passed][value=offers]")
    sender.clicks("main form .button--primary")
    sender.picture("referral_asked")

    for place in ("referral-list", "desk", "client-list"):
        receiver.opens(place)
        assert "Secreta" not in receiver.page.content()

    firm.opens("mine")
    firm.clicks('main a[href*="/mine/referrals/"]')
    firm.picture("referral_client")
    firm.clicks("button[name=yes]")

    receiver.opens("desk")
    receiver.picture("desk")
    receiver.clicks('main a[href*="/referrals/"]:has-text("Secreta")')
    receiver.clicks('form[action$="/accept/"] button')
    second = Engagement.objects.get(counselor=hermosillo)
    receiver.clicks('main a[href$="/session/"]')
    receiver.page.fill("[name=contact_minutes]", "30")
    receiver.clicks("main form .button--primary")
    receiver.clicks('main a[href*="/referrals/"]')
    receiver.clicks('form[action$="/complete/"] button')
    receiver.picture("referral_completed")
    # What came of it is read on all three sides.
    sender.opens("referral-list")
    sender.clicks('main a[href*="/referrals/"]')
    sender.picture("referral_outcome")
    done = [seat.page.content() for seat in (sender, receiver)]
    with override(language):
        said = str(Referral.Status.COMPLETED.label)
    assert all(said in content for content in done)

    assert Referral.objects.get().status == Referral.Status.COMPLETED
    firm.opens("mine")
    form = f'form[action$="/engagements/{second.pk}/"]'
    firm.page.locator(f"details:has({form}) summary").click()
    firm.clicks(f"{form} button")
    assert receiver.opens("client", second.pk) == 404
    assert sender.opens("client", engagement.pk) == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_is_recorded_with_the_keyboard_alone(
    language: str, browser: Browser, live_server: LiveServer
) -> None:
    owner = UserFactory(language=language)
    engagement = EngagementFactory(enterprise=EnterpriseFactory(owner=owner))
    seat = Seat(browser, live_server, engagement.counselor.user, language)
    seat.opens("session-new", engagement.pk)
    seat.picture("session")
    words = {"contact_minutes": "25", "next_action": "Call", "private_note": "Mine alone"}

    for _press in range(80):
        seat.page.keyboard.press("Tab")
        focused = seat.page.evaluate("document.activeElement.name || document.activeElement.type")
        if focused in words:
            seat.page.keyboard.press("Control+A")
            seat.page.keyboard.type(words.pop(focused))
        in_form = "document.activeElement.matches('main form .button--primary')"
        if seat.page.evaluate(in_form):
            seat.page.keyboard.press("Enter")
            break
    seat.page.wait_for_url("**/clients/*/")

    session = Session.objects.get()
    assert (session.contact_minutes, session.next_action) == (25, "Call")
    assert session.held_on == timezone.localdate()
    firm = Seat(browser, live_server, owner, language)
    firm.opens("mine")
    assert "Mine alone" not in firm.page.content()


@pytest.mark.parametrize("name", ["desk", "client-list", "referral-list", "report", "barriers"])
def test_pages_fit_a_narrow_screen(name: str, browser: Browser, live_server: LiveServer) -> None:
    engagement = EngagementFactory()
    seat = Seat(browser, live_server, engagement.counselor.user, "en")

    seat.opens(name)

    assert seat.fits()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_is_worked_by_keyboard_on_a_narrow_screen(
    language: str, browser: Browser, live_server: LiveServer
) -> None:
    """Every number of the desk and a task's button are reached by Tab and work by Enter."""
    engagement = EngagementFactory()
    task = TaskFactory(counselor=engagement.counselor, title="Send the list")
    seat = Seat(browser, live_server, engagement.counselor.user, language)
    seat.page.set_viewport_size({"width": 320, "height": 640})
    seat.opens("desk")
    links = seat.page.locator("main nav [role=listitem] a")
    waiting = {str(link.get_attribute("href")) for link in links.all()}
    assert len(waiting) == 10

    for _press in range(120):
        seat.page.keyboard.press("Tab")
        waiting.discard(seat.page.evaluate("document.activeElement.getAttribute('href')"))
        on_task = "!!document.activeElement.closest('form[action$=\"/done/\"]')"
        if not waiting and seat.page.evaluate(on_task):
            with seat.page.expect_navigation():
                seat.page.keyboard.press("Enter")
            break

    task.refresh_from_db()
    assert waiting == set()
    assert task.done_at is not None
    assert seat.fits()
