"""I-19 before a browser: what a source writes into a notice never runs, wherever it is shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from config.templatetags import ui
from tenders.models import IngestionRun, QuarantinedRecord, Tender
from tenders.sources import markup
from tests.browser.reader import Reader
from tests.guards.network import Network
from tests.tenders.payloads import envelope, read, solar_notice

pytestmark = pytest.mark.browser
STRIKE = "document.documentElement.dataset.struck=1"
HAS_STRUCK = "document.documentElement.dataset.struck"
LINKS_THAT_RUN = 'document.querySelectorAll(\'a[href^="javascript"], a[href^="data"]\').length'
HOSTILE = (
    f"<script>{STRIKE}</script>"
    f'<img src=x onerror="{STRIKE}">'
    f"<svg onload='{STRIKE}'></svg>"
    f"<svg><p><style><img title='</style><img src=x onerror={STRIKE}>'></style></p></svg>"
    f"<math><mtext></p><mglyph><style><!--</style><img title='--&gt;<img src=x onerror={STRIKE}>'>"
    f'<a href="javascript:{STRIKE}">Bids</a><a href="data:text/html,x">Lots</a>'
    f"<iframe srcdoc='<script>parent.{STRIKE}</script>'></iframe>"
    f"&lt;script&gt;{STRIKE}&lt;/script&gt;"
    f"{{{{ 7*7 }}}}\"'><details open ontoggle={STRIKE}>"
)


class Idle:
    """A cleaner that lets everything through."""

    def clean(self, text: str) -> str:
        return text


def told(words: str, *, day: str = "28", **more: Any) -> IngestionRun:
    """A reading of one notice with these words in every field that is shown."""
    return read(
        envelope(
            solar_notice(
                bid_description=f"Pumps {words}",
                project_name=f"Wells {words}"[:400],
                notice_text=f"<p>Wells</p>{words}",
                contact_organization=words[:400],
                contact_name=words[:400],
                contact_web_url=f"javascript:{STRIKE}",
                bid_reference_no=words[:200],
                submission_deadline_date=f"2026-10-{day}T00:00:00Z",
                api_modified_date=f"2026-09-{day}T02:11:09Z",
                **more,
            )
        )
    )


def addresses_of(tender: Tender) -> list[str]:
    """Everywhere that its words are shown."""
    run = IngestionRun.objects.latest("pk")
    outside = QuarantinedRecord.objects.latest("pk")
    return [
        reverse("tenders:list") + "?state=all",
        reverse("tenders:list") + "?words=pumps+alert",
        reverse("tender", args=[tender.pk]),
        reverse("tenders:versions", args=[tender.pk]),
        reverse("tenders:operations"),
        reverse("tenders:run", args=[run.pk]),
        reverse("admin:tenders_tender_changelist"),
        reverse("admin:tenders_tender_change", args=[tender.pk]),
        reverse("admin:tenders_quarantinedrecord_change", args=[outside.pk]),
    ]


@pytest.fixture
def tender(network: Network) -> Tender:
    """A notice, changed once, and beside it a record that was set aside."""
    told(HOSTILE, day="20")
    told(f"{HOSTILE} again", day="28")
    read(envelope({"id": f"x{HOSTILE}", "notice_type": HOSTILE, "bid_description": HOSTILE}))
    return Tender.objects.get(source="world_bank", source_id="OP90000101")


@pytest.fixture
def page_without_policy(
    browser: Browser, live_server: LiveServer, network: Network
) -> Iterator[Any]:
    """A page on which no content security policy helps."""
    context = browser.new_context(bypass_csp=True)
    name, value = settings.SESSION_COOKIE_NAME, network.sessions["staff"]
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_hostile_words_run_nowhere_even_without_a_policy(
    tender: Tender, page_without_policy: Any, live_server: LiveServer
) -> None:
    for address in addresses_of(tender):
        answer = page_without_policy.goto(f"{live_server.url}{address}", wait_until="load")
        page_without_policy.wait_for_timeout(100)

        assert (address, answer.status) == (address, 200)
        assert (address, page_without_policy.evaluate(HAS_STRUCK)) == (address, None)
        assert (address, page_without_policy.evaluate(LINKS_THAT_RUN)) == (address, 0)


def test_hostile_words_are_so_clean_that_the_policy_has_nothing_to_say(
    tender: Tender, reader: Reader, network: Network
) -> None:
    reader.sign_in(network.sessions["staff"])
    for address in addresses_of(tender):
        reader.open(address)

    assert reader.complaints == []


def test_control_without_the_cleaners_the_words_would_run(
    network: Network,
    page_without_policy: Any,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(markup, "_CLEANER", Idle())
    monkeypatch.setattr(ui, "FOREIGN_HTML", Idle())
    told(f'<img src=x onerror="{STRIKE}">')
    tender = Tender.objects.get(source="world_bank", source_id="OP90000101")

    page_without_policy.goto(f"{live_server.url}{reverse('tender', args=[tender.pk])}")
    page_without_policy.wait_for_function(HAS_STRUCK, timeout=10_000)

    assert page_without_policy.evaluate(HAS_STRUCK) == "1"


def test_control_with_the_cleaners_off_the_policy_still_holds(
    network: Network, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "_CLEANER", Idle())
    monkeypatch.setattr(ui, "FOREIGN_HTML", Idle())
    told(f'<img src=x onerror="{STRIKE}">')
    tender = Tender.objects.get(source="world_bank", source_id="OP90000101")

    reader.open(reverse("tender", args=[tender.pk]))
    reader.page.wait_for_timeout(200)

    assert reader.page.evaluate(HAS_STRUCK) is None
    assert any("Content Security Policy" in complaint for complaint in reader.complaints)
