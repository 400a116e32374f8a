"""Questions in JSON: what is sent, and that they are never carried on to another address."""

import pytest
from pytest_httpserver import HTTPServer

from tenders.sources.http import FetchFailed
from tests.tenders.sources.loopback import client_for, place_of


def test_question_goes_out_as_json_with_the_headers_that_were_given(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request(
        "/search",
        method="POST",
        json={"PageIndex": 2},
        headers={"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"},
    ).respond_with_data('{"found": 1}', content_type="application/json")

    with client_for(place_of(httpserver)) as client:
        answer = client.post_json(
            httpserver.url_for("/search"),
            body={"PageIndex": 2},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )

    assert answer.content == b'{"found": 1}'
    assert answer.media_type == "application/json"


def test_question_is_repeated_after_a_passing_fault(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/search", method="POST").respond_with_data(status=503)
    httpserver.expect_ordered_request("/search", method="POST", json={"a": 1}).respond_with_data(
        "[]", content_type="application/json"
    )

    with client_for(place_of(httpserver)) as client:
        answer = client.post_json(httpserver.url_for("/search"), body={"a": 1})

    assert answer.content == b"[]"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_question_is_not_asked_at_another_address(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/search", method="POST").respond_with_data(
        status=status, headers={"Location": "/elsewhere"}
    )

    with client_for(place_of(httpserver)) as client, pytest.raises(FetchFailed) as caught:
        client.post_json(httpserver.url_for("/search"), body={})

    assert str(caught.value) == (
        f"{httpserver.host} redirects a question that is not asked elsewhere."
    )
    assert [request.path for request, _ in httpserver.log] == ["/search"]


def test_host_outside_the_list_is_not_asked(httpserver: HTTPServer) -> None:
    with client_for("bank.example") as client, pytest.raises(FetchFailed) as caught:
        client.post_json(httpserver.url_for("/search"), body={})

    assert str(caught.value) == f"{place_of(httpserver)} is not among the hosts of this source."


def test_failure_tells_the_status_of_the_answer(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(status=404)

    with client_for(place_of(httpserver)) as client, pytest.raises(FetchFailed) as caught:
        client.get(httpserver.url_for("/list"))

    assert caught.value.status == 404
