"""The same pages on a phone, in the dark, and on the narrowest screen."""

import pytest

from tests.browser.pages import pages
from tests.browser.reader import NARROWEST, PHONE, Reader
from tests.guards.network import Network

pytestmark = pytest.mark.browser


def test_no_page_has_a_barrier_on_a_phone_in_the_dark(reader: Reader, network: Network) -> None:
    reader.page.emulate_media(color_scheme="dark")
    barriers, wide = [], []
    for looker, address in pages(network, "es"):
        reader.sign_out()
        if looker != "anonymous":
            reader.sign_in(network.sessions[looker])
        reader.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        reader.open(address)
        barriers += reader.barriers()
        reader.page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
        wide += reader.overflow()

    assert barriers == []
    assert wide == []
    assert reader.complaints == []
