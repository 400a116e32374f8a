"""Everything can be reached and seen with the Tab key alone."""

import pytest

from tests.browser.reader import Reader
from tests.guards.network import Network

pytestmark = pytest.mark.browser

# Every control that shows, numbered; a group of radio buttons is one stop.
NUMBER_CONTROLS = """() => {
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  const groups = new Set();
  const wanted = all.filter(one => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true}))
      return false;
    if (one.type !== 'radio') return true;
    if (groups.has(one.name)) return false;
    groups.add(one.name);
    return true;
  });
  wanted.forEach((one, number) => { one.dataset.stop = number; });
  return wanted.length;
}"""
# Where the focus is: the number of the control, and whether one sees it.
WHERE = """() => {
  const one = document.activeElement;
  const radio = one.type === 'radio' && document.querySelector(
    `input[type=radio][name="${one.name}"][data-stop]`);
  const style = getComputedStyle(one);
  const shows = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return {stop: (radio || one).dataset.stop ?? null, shows, what: one.outerHTML.slice(0, 90)};
}"""
NAMES = """() => [...document.querySelectorAll('[data-stop]')].map(
  one => [one.dataset.stop, one.outerHTML.slice(0, 90)])"""


@pytest.mark.parametrize(
    ("looker", "address"),
    [
        ("", "/en/"),
        ("", "/en/tenders/"),
        ("", "/en/account/signup/"),
        ("", "/en/account/login/"),
        ("owner", "/en/dashboard/"),
        ("owner", "/en/enterprises/new/"),
        ("owner", "/en/matches/tenders/"),
        ("owner", "/en/matches/partners/"),
        ("counselor", "/en/counselors/desk/"),
    ],
)
def test_every_control_is_reached_and_seen(
    looker: str, address: str, reader: Reader, network: Network
) -> None:
    if looker:
        reader.sign_in(network.sessions[looker])
    assert reader.open(address).status == 200
    count = reader.page.evaluate(NUMBER_CONTROLS)

    visited, unseen = set(), []
    for _step in range(count + 5):
        reader.page.keyboard.press("Tab")
        here = reader.page.evaluate(WHERE)
        visited.add(here["stop"])
        if here["stop"] is not None and not here["shows"]:
            unseen.append(here["what"])

    missed = [what for stop, what in reader.page.evaluate(NAMES) if stop not in visited]
    assert missed == []
    assert unseen == []
    assert count >= 8


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_first_stop_leads_past_the_head(language: str, reader: Reader) -> None:
    reader.open(f"/{language}/tenders/")

    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "skip-link"
    reader.page.keyboard.press("Enter")

    assert reader.page.evaluate("document.activeElement.id") == "content"
    reader.page.keyboard.press("Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    assert reader.page.evaluate(inside) is True
