"""What robots.txt lets us read, and that a disallow stops a source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from tenders.sources.base import BadPayload
from tenders.sources.http import FetchFailed
from tenders.sources.robots import check_allowed, is_allowed
from tests.tenders.sources.loopback import client_for, place_of

GROUPS = """
# Everyone else.
User-agent: *
Disallow: /admin/
Disallow: /search$
Disallow: /*?sort=
Allow: /admin/open/

User-agent: Other
User-agent: Puente   # That is us.
Disallow: /notices
"""


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/list", True),
        ("<html>Not found</html>", "/list", True),
        ("User-agent: *\nDisallow:", "/list", True),
        ("User-agent: *\nDisallow: /", "/list", False),
        ("user-AGENT: *\nDISALLOW: /list", "/list/1", False),
        ("User-agent: *\nDisallow: /lists", "/list", True),
        ("User-agent: *\nDisallow: /li\nAllow: /list", "/list", True),
        ("User-agent: *\nAllow: /list\nDisallow: /list", "/list", True),
        ("User-agent: *\nDisallow: /*/private", "/a/private/1", False),
        ("User-agent: *\nDisallow: /*/private", "/private", True),
        ("User-agent: *\nDisallow: /*.js$", "/all/data.js", False),
        ("User-agent: *\nDisallow: /*.js$", "/all/data.json", True),
        ("User-agent: *\nDisallow: /list$", "/list", False),
        ("User-agent: *\nDisallow: /list$", "/list?page=1", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c-d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a-c-b", True),
        ("User-agent: other\nDisallow: /", "/list", True),
        ("User-agent: other\nUser-agent: *\nDisallow: /", "/list", False),
        (GROUPS, "/notices", False),
        (GROUPS, "/admin/", True),
        (GROUPS.replace("Puente", "Somebody"), "/admin/x", False),
        (GROUPS.replace("Puente", "Somebody"), "/admin/open/x", True),
        (GROUPS.replace("Puente", "Somebody"), "/list?sort=date", False),
    ],
)
def test_longest_rule_that_fits_decides(rules: str, path: str, allowed: bool) -> None:
    assert is_allowed(rules, path) is allowed


@given(st.text(alphabet="User-agent:* Disalow/$\n?=#", max_size=200), st.text(max_size=50))
def test_any_file_gives_an_answer(rules: str, path: str) -> None:
    assert is_allowed(rules, "/" + path) in {True, False}


def check(httpserver: HTTPServer) -> None:
    with client_for(place_of(httpserver), limits={"attempts": 1}) as client:
        check_allowed(client, httpserver.url_for("/list.html"))


def test_disallow_stops_with_a_clear_sentence(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /list")

    with pytest.raises(BadPayload) as caught:
        check(httpserver)

    assert str(caught.value) == (
        f"The robots rule of {place_of(httpserver)} forbids programs to read /list.html."
    )


@pytest.mark.parametrize("status", [404, 410])
def test_host_without_the_file_forbids_nothing(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(status=status)

    check(httpserver)

    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 500])
def test_host_that_turns_us_away_from_the_file_is_not_read(
    httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(status=status)

    with pytest.raises(FetchFailed):
        check(httpserver)
