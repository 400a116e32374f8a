"""The page to print: what others may see, in the language of its address."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import enterprises
from accounts.models import Enterprise, User
from accounts.views.statement import matrix_of, path_of
from tests.accounts.conftest import signed_in
from tests.factories import OfferFactory, OwnershipFactsFactory, ProjectFactory


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
