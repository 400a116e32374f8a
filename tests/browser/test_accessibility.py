"""Every page in every language: no barrier, no complaint of the browser, no outside request."""

import pytest

from tests.browser.pages import pages
from tests.browser.reader import Reader
from tests.guards.network import Network

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_no_page_has_a_barrier(language: str, reader: Reader, network: Network) -> None:
    barriers, statuses = [], []
    for looker, address in pages(network, language):
        reader.sign_out()
        if looker != "anonymous":
            reader.sign_in(network.sessions[looker])
        answer = reader.open(address)
        statuses.append((address, answer.status))
        barriers += reader.barriers()

    assert [(address, status) for address, status in statuses if status != 200] == []
    assert len(statuses) >= 40
    assert barriers == []
    assert reader.complaints == []


def test_the_page_of_the_api_asks_nobody_outside(reader: Reader) -> None:
    """The tool on it is not ours; that it runs under our policy and without a network is."""
    reader.open("/api/v1/docs/")
    reader.page.wait_for_selector("#operations")

    assert reader.complaints == []
