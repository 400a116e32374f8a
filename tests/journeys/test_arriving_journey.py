"""A woman entrepreneur arrives with a PDF about her firm, and leaves with a sheet about it."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from accounts import typesetting
from accounts.models import Enterprise, OwnershipFacts, RegistrationDraft, User, Visibility
from tests.accounts.papers import readable_pdf
from tests.browser.reader import PHONE, Reader
from tests.factories import UserFactory
from tests.journeys import pictures
from tests.journeys.test_partners_journey import as_, press

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
