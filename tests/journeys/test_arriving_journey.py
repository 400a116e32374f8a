"""A woman entrepreneur arrives with a PDF about her firm, and leaves with a sheet about it; a firm
asks in the open for what a bid lacks. Each in each language."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader

from accounts import typesetting
from accounts.models import Enterprise, OwnershipFacts, RegistrationDraft, User, Visibility
from matchmaking import partner_index
from matchmaking.models import Introduction, OpenRequest, Outcome
from tests.accounts.papers import readable_pdf
from tests.browser.reader import PHONE, Reader
from tests.factories import (
    EnterpriseFactory,
    NeedFactory,
    OfferFactory,
    TenderFactory,
    UserFactory,
)
from tests.journeys import pictures
from tests.journeys.test_partners_journey import SEND, as_, press

pytestmark = pytest.mark.browser

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What her paper says in each language, and a word of it that must come back as a term.
PAPERS = {
    "en": (
        "Sol de Sonora\nWe install rooftop photovoltaic systems for factories and schools.\n"
        "We supply inverters and battery storage for remote towns.",
        "inverters",
    ),
    "es": (
        "Sol de Sonora\nInstalamos sistemas fotovoltaicos en techos de escuelas y hospitales.\n"
        "Suministramos inversores y almacenamiento en baterías para pueblos aislados.",
        "inversores",
    ),
    "fr": (
        "Sol de Sonora\nNous installons des systèmes photovoltaïques sur les toits des écoles.\n"
        "Nous fournissons des onduleurs et des batteries pour les villages isolés.",
        "onduleurs",
    ),
}


@pytest.fixture
def lucia(countries: None) -> User:
    person: User = UserFactory(full_name="Lucía Armenta", email="lucia@sonora.example.org")
    return person


@pytest.fixture(autouse=True)
def patience(reader: Reader) -> None:
    """Reading a paper, comparing and typesetting take their time where much else runs."""
    reader.page.set_default_timeout(120_000)


def bring_a_paper(reader: Reader, language: str, folder: Path) -> str:
    """Its words are suggested; she strikes one of them out. Returns that word."""
    words, term = PAPERS[language]
    paper = folder / "statement.pdf"
    paper.write_bytes(readable_pdf(words))
    reader.open(f"/{language}/enterprises/start/")
    reader.page.set_input_files("[name=file]", paper)
    press(reader, "main form .form__actions button.button--primary")
    assert reader.page.locator("[name=sectors]:checked").count() >= 1
    assert reader.page.locator("[name=offers]:checked").count() >= 1
    assert reader.barriers() == []
    pictures.keep_top(reader.page, f"arrival-suggested-{language}")
    reader.page.locator(f"[name=terms][value='{term}']").uncheck()
    press(reader, "main form button[name=use]")
    return term


def leave_midway_and_come_back(reader: Reader, language: str) -> None:
    reader.page.fill("[name=legal_name]", "Sol de Sonora, S.A. de C.V.")
    press(reader, "main form button[name=keep]")
    reader.open(f"/{language}/")
    reader.open(f"/{language}/enterprises/new/")
    assert reader.page.input_value("[name=legal_name]") == "Sol de Sonora, S.A. de C.V."


def register(reader: Reader) -> Enterprise:
    reader.page.select_option("[name=country]", "MX")
    press(reader, "main form .form__actions button.button--primary")
    return Enterprise.objects.get()


def state_what_women_own(reader: Reader, firm: Enterprise, language: str) -> None:
    """From facts to definitions: met, not met, or what is missing; shown to nobody by itself."""
    reader.open(f"/{language}/enterprises/{firm.pk}/ownership/")
    reader.page.check("[name=answer][value=stated]")
    for name in ("owned_percent", "managed_percent", "controlled_percent"):
        reader.page.fill(f"[name={name}]", "60")
    reader.page.fill("[name=as_of_on]", timezone.localdate().isoformat())
    press(reader, "main form .form__actions button.button--primary")
    assert reader.page.locator("section[aria-labelledby=definitions] tbody tr").count() >= 5
    assert reader.barriers() == []


def take_the_sheet(reader: Reader, firm: Enterprise, language: str) -> str:
    """The page fits a phone; the button gives a PDF of one page. Returns its text."""
    reader.open(f"/{language}/enterprises/{firm.pk}/statement/")
    pictures.keep_top(reader.page, f"statement-{language}")
    reader.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert (reader.barriers(), reader.overflow()) == ([], [])
    with reader.page.expect_download() as waiting:
        reader.page.locator("main a[href$='/statement.pdf']").click()
    pages = PdfReader(BytesIO(Path(waiting.value.path()).read_bytes())).pages
    assert len(pages) == 1
    return pages[0].extract_text()


@pytest.mark.skipif(typesetting.typst is None, reason="no PDF here: install the extra `pdf`")
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_paper_to_a_profile_and_a_sheet(
    language: str, reader: Reader, lucia: User, tmp_path: Path
) -> None:
    as_(reader, lucia)

    struck = bring_a_paper(reader, language, tmp_path)
    leave_midway_and_come_back(reader, language)
    firm = register(reader)
    state_what_women_own(reader, firm, language)
    sheet = take_the_sheet(reader, firm, language)

    assert firm.sectors.count() >= 1
    assert firm.about.startswith("Sol de Sonora")
    texts = [f", {offer.text}," for offer in firm.offers.all()]
    assert texts != []
    assert [text for text in texts if f", {struck}," in text] == []
    assert RegistrationDraft.objects.count() == 0
    assert OwnershipFacts.objects.get().visibility == Visibility.PRIVATE
    assert "Sol de Sonora" in sheet
    assert "60" not in sheet.split()
    assert reader.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_firm_asks_for_what_a_bid_lacks_and_says_what_came_of_it(
    language: str, reader: Reader, lucia: User
) -> None:
    firm = EnterpriseFactory(legal_name="Sol de Sonora", owner=lucia)
    OfferFactory(enterprise=firm)
    tender = TenderFactory(title="Solar plant with mounting structures")
    ben = UserFactory(full_name="Ben Smith", email="ben@steel.example.org")
    steel = EnterpriseFactory(legal_name="Halifax Steel", owner=ben, country_id="CA")
    OfferFactory(enterprise=steel, title="Mounting structures", text="Galvanised steel.")
    NeedFactory(enterprise=steel, title="Rooftop solar plants")
    partner_index.refresh()

    publish_a_gap(as_(reader, lucia), tender.pk, language)
    made = answer_it(as_(reader, ben), language)
    accept(as_(reader, lucia), made, language)
    say_what_came_of_it(reader, made, language)

    assert (made.asking, made.asked) == (steel, firm)
    said = Outcome.objects.get()
    assert (said.enterprise, said.useful, said.result) == (firm, "yes", "talking")
    assert reader.complaints == []


def publish_a_gap(reader: Reader, tender: int, language: str) -> None:
    reader.open(f"/{language}/matches/tenders/{tender}/gaps/")
    ticked = reader.page.locator("main form input[type=checkbox]:checked")
    while ticked.count():
        ticked.first.uncheck()
    reader.page.locator("main form [name^=own]").first.fill("Steel structures for 2 MW")
    assert reader.barriers() == []
    press(reader, "main form .form__actions button.button--primary")
    assert OpenRequest.objects.get().need.title == "Steel structures for 2 MW"


def answer_it(reader: Reader, language: str) -> Introduction:
    reader.open(f"/{language}/matches/requests/")
    assert reader.page.locator("article .card__title").all_inner_texts() == [
        "Steel structures for 2 MW"
    ]
    pictures.keep_top(reader.page, f"open-requests-{language}")
    press(reader, "article a.button--primary")
    reader.page.fill("[name=reason]", "We make these structures and ship to Sonora.")
    press(reader, "main form button.button--primary")
    press(reader, SEND)
    return Introduction.objects.get()


def accept(reader: Reader, made: Introduction, language: str) -> None:
    reader.open(f"/{language}/matches/introductions/{made.pk}/accept/")
    press(reader, "main form button.button--primary")
    press(reader, SEND)
    made.refresh_from_db()
    assert made.is_accepted


def say_what_came_of_it(reader: Reader, made: Introduction, language: str) -> None:
    """Two taps, when two weeks have gone by."""
    before = timezone.now() - timedelta(days=15)
    moments = {"asked_at": before, "asking_yes_at": before, "asked_yes_at": before}
    Introduction.objects.filter(pk=made.pk).update(**moments, answered_at=before)
    reader.open(f"/{language}/matches/introductions/{made.pk}/")
    press(reader, "form[action$='/outcome/'] button[value=yes]")
    press(reader, "form[action$='/outcome/'] button[value=talking]")
    assert reader.page.locator("form[action$='/outcome/'] .button--pressed").count() == 2
