"""Icons are drawn once and stay as the library draws them."""

import pytest
from django.template import Context, Template
from lucide import IconDoesNotExist

from config.templatetags import icons

pytestmark = pytest.mark.pure


def drawn(name: str) -> str:
    return Template("{% load icons %}{% icon name %}").render(Context({"name": name}))


def test_an_icon_is_the_drawing_of_the_library_hidden_from_readers_of_screens() -> None:
    plain = Template(
        '{% load lucide %}{% lucide "leaf" size=20 class="icon" aria_hidden="true"'
        ' focusable="false" %}'
    ).render(Context())

    assert drawn("leaf") == plain
    assert plain.startswith("<svg")
    assert 'aria-hidden="true"' in plain


def test_the_same_icon_is_drawn_once() -> None:
    icons.icon.cache_clear()

    assert drawn("leaf") == drawn("leaf")
    assert icons.icon.cache_info().misses == 1


def test_an_icon_that_does_not_exist_is_an_error_of_the_template() -> None:
    with pytest.raises(IconDoesNotExist):
        drawn("no-such-icon")
