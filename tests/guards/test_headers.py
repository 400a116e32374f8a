"""What every answer carries, good or bad, and that no page asks anything of another host."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from lxml import html

from config import urls as config_urls
from tests.guards.crawl import LANGUAGES, one_address_each
from tests.guards.network import Network
from tests.guards.visitor import Visitor, handler

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}
# A file of somebody else's: it is saved, and would run nothing if it were shown.
FILE_POLICY = {"sandbox": set(), "default-src": {"'none'"}}
# What a browser fetches by itself when it shows a page, or where it sends a form.
FETCHED = (
    "//script/@src",
    "//link[@rel='stylesheet' or @rel='icon' or @rel='preload' or @rel='preconnect']/@href",
    "//img/@src | //img/@srcset | //source/@src | //video/@src | //audio/@src",
    "//iframe/@src | //embed/@src | //object/@data | //form/@action | //button/@formaction",
    "//*/@hx-get | //*/@hx-post | //*[local-name()='use']/@href",
)
FORBIDDEN = (
    "//script[not(@src)]",
    "//style",
    "//*[@style]",
    "//@*[starts-with(name(), 'on')]",
    "//a[starts-with(@href, 'javascript:')]",
    "//a[@target and not(contains(@rel, 'noopener'))]",
)


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of our own")


urlpatterns = [path("fails/", fails), *config_urls.urlpatterns]
handler400, handler403 = "config.views.bad_request", "config.views.permission_denied"
handler404, handler500 = "config.views.page_not_found", "config.views.server_error"


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(sources) for name, *sources in parts}


def faults(response: HttpResponse) -> list[str]:
    """The promised headers that are absent or other than promised."""
    headers = response.headers
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    wrong = [name for name, value in expected.items() if headers.get(name) != value]
    is_file = headers.get("Content-Disposition", "").startswith("attachment")
    policies = [POLICY, FILE_POLICY] if is_file else [POLICY]
    if directives(headers.get("Content-Security-Policy", "")) not in policies:
        wrong.append("Content-Security-Policy")
    if len(headers.get("X-Request-ID", "")) != 12:
        wrong.append("X-Request-ID")
    return wrong


@pytest.mark.parametrize("identity", ["anonymous", "owner", "staff"])
def test_every_answer_carries_the_headers(identity: str, network: Network) -> None:
    visitor = network.visitor(identity)
    statuses = set()
    wrong = {}
    for _route, address in one_address_each(network):
        for method in ("GET", "DELETE"):
            response = visitor.ask(method, address)
            statuses.add(response.status_code)
            if found := faults(response):
                wrong[f"{method} {address} ({response.status_code})"] = found

    assert wrong == {}
    assert {200, 302, 404, 405} <= statuses


@pytest.mark.urls("tests.guards.test_headers")
@pytest.mark.parametrize(
    ("address", "status"),
    [("/fails/", 500), ("/en/tenders/?q=%00", 400), ("/en/nowhere/", 404), ("/en/%ff/", 404)],
)
def test_a_failure_carries_them_too_and_tells_nothing(
    address: str, status: int, network: Network
) -> None:
    handler.cache_clear()

    response = Visitor().get(address)

    assert (response.status_code, faults(response)) == (status, [])
    page = response.content.decode()
    assert ("Traceback" in page, "RuntimeError" in page, "fault of our own" in page) == (False,) * 3
    assert response["X-Request-ID"] in page


def test_a_page_without_its_token_is_refused_with_the_headers(network: Network) -> None:
    response = network.visitor("owner", checks_forgery=True).post("/en/preferences/", {})

    assert (response.status_code, faults(response)) == (403, [])


def documents(network: Network, identity: str) -> Iterator[tuple[str, html.HtmlElement]]:
    visitor = network.visitor(identity)
    for route, address in one_address_each(network, languages=LANGUAGES):
        if route.is_admin:
            continue
        response = visitor.get(address)
        if response["Content-Type"].startswith("text/html") and response.content:
            yield address, html.fromstring(response.content)


@pytest.mark.parametrize("identity", ["anonymous", "owner", "staff"])
def test_a_page_names_its_language_fetches_nothing_from_elsewhere_and_runs_nothing_inline(
    identity: str, network: Network
) -> None:
    outside, inline, lost, pages = [], [], [], 0
    for address, page in documents(network, identity):
        pages += 1
        outside += [f"{address}: {target}" for target in fetched(page) if is_foreign(target)]
        inline += [f"{address}: {query}" for query in FORBIDDEN if page.xpath(query)]
        if not address.startswith("/api/") and not knows_its_languages(page, address):
            lost.append(address)

    assert (outside, inline, lost) == ([], [], [])
    assert pages > 60


def fetched(page: html.HtmlElement) -> list[str]:
    return [str(target).split()[0] for query in FETCHED for target in page.xpath(query)]


def is_foreign(target: str) -> bool:
    parts = urlsplit(urljoin("http://testserver", target))
    return parts.netloc not in ("testserver", "") and parts.scheme != "data"


def knows_its_languages(page: html.HtmlElement, address: str) -> bool:
    """Its own in the first element, and the others beside it in the head."""
    language = address.split("/")[1]
    twins = {link.get("hreflang") for link in page.xpath("//link[@rel='alternate']")}
    return page.get("lang") == language and twins | {language} == {*LANGUAGES}
