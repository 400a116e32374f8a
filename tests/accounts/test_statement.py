"""The page to print: what others may see, in the language of its address."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts import enterprises, typesetting
from accounts.models import Enterprise, User
from accounts.papers import matrix_of, path_of
from tests.accounts.conftest import signed_in
from tests.factories import (
    CertificateFactory,
    OfferFactory,
    OwnershipFactsFactory,
    ProjectFactory,
)


@pytest.fixture
def printed(enterprise: Enterprise, owner: User) -> Enterprise:
    OfferFactory(enterprise=enterprise, title="Roofs of schools")
    ProjectFactory(enterprise=enterprise, title="Roof of the town hall")
    OwnershipFactsFactory(enterprise=enterprise)
    enterprises.set_visibility(
        enterprise, visibility={"profile": "public", "offers": "public"}, by=owner
    )
    return enterprise


def words(text: str) -> tuple[int, int, int]:
    return (
        text.count("Roofs of schools"),
        text.count("Roof of the town hall"),
        text.count("Owned by women"),
    )


def test_even_its_owner_prints_only_what_others_see(printed: Enterprise, owner: User) -> None:
    address = reverse("accounts:statement", args=[printed.pk])

    own = signed_in(owner).get(address).content.decode()
    visitor = Client().get(address).content.decode()

    assert words(own) == words(visitor) == (1, 0, 0)


def test_what_is_published_later_is_printed_later(printed: Enterprise, owner: User) -> None:
    enterprises.set_visibility(printed, visibility={"projects": "public"}, by=owner)

    page = Client().get(reverse("accounts:statement", args=[printed.pk])).content.decode()

    assert words(page) == (1, 1, 0)


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Offers"), ("es", "Ofertas"), ("fr", "Offres")]
)
def test_it_speaks_the_language_of_its_address(
    language: str, heading: str, printed: Enterprise
) -> None:
    page = Client().get(f"/{language}/enterprises/{printed.pk}/statement/").content.decode()

    assert page.count(f'<h2 id="offers">{heading}</h2>') == 1


@pytest.mark.pure
def test_the_code_is_one_path_of_as_many_squares_as_are_dark() -> None:
    matrix = matrix_of("https://puente.example.org/en/enterprises/7/")

    assert path_of(matrix).count("M") == sum(sum(row) for row in matrix)
    assert len(matrix) == len(matrix[0])


needs_typesetter = pytest.mark.skipif(
    typesetting.typst is None, reason="no PDF here: install the extra `pdf`"
)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


@needs_typesetter
def test_as_a_pdf_it_says_the_same_to_owner_and_visitor(printed: Enterprise, owner: User) -> None:
    address = reverse("accounts:statement-pdf", args=[printed.pk])

    own = signed_in(owner).get(address)
    visitor = Client().get(address)

    assert words(text_of(own.content)) == words(text_of(visitor.content)) == (1, 0, 0)
    assert own.headers["Content-Type"] == "application/pdf"
    disposition = own.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="solar-del-norte.pdf"'


@needs_typesetter
@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Offers"), ("es", "Ofertas"), ("fr", "Offres")]
)
def test_the_pdf_speaks_the_language_of_its_address(
    language: str, heading: str, printed: Enterprise
) -> None:
    answer = Client().get(f"/{language}/enterprises/{printed.pk}/statement.pdf")

    assert text_of(answer.content).splitlines().count(heading) == 1


@needs_typesetter
def test_however_much_is_shown_it_stays_one_page(printed: Enterprise, owner: User) -> None:
    long = "#panic() *Photovoltaic* $x$ _modules_ [and] inverters "
    Enterprise.objects.filter(pk=printed.pk).update(about=long * 200, city="W" * 120)
    OfferFactory.create_batch(12, enterprise=printed, title=(long * 4)[:150])
    ProjectFactory.create_batch(9, enterprise=printed, title=(long * 4)[:150])
    CertificateFactory.create_batch(12, enterprise=printed, standard="W" * 120)
    everything = dict.fromkeys(Enterprise.GROUPS, "public")
    enterprises.set_visibility(printed, visibility=everything, by=owner)

    answer = Client().get(reverse("accounts:statement-pdf", args=[printed.pk]))

    assert len(PdfReader(BytesIO(answer.content)).pages) == 1
    assert "#panic() *Photovoltaic* $x$ _modules_ [and]" in text_of(answer.content)


def test_without_a_typesetter_the_page_is_printed(
    printed: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "typst", None)

    page = Client().get(reverse("accounts:statement-pdf", args=[printed.pk]))

    assert page.status_code == 200
    assert page.content.decode().count("This installation makes no PDF files itself.") == 1
