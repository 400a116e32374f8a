"""The AIIB's script, read as data."""

from datetime import date
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tenders.sources import BY_CONSENT, source_named
from tenders.sources import aiib as module
from tenders.sources.base import Access, BadPayload, BadRecord
from tenders.sources.notice import (
    Deadline,
    DeadlineState,
    Flag,
    Link,
    Notice,
    NoticeType,
)
from tests.tenders.sources.loopback import client_for, place_of
from tests.tenders.sources.samples import SAMPLES, sample_records

aiib = source_named("aiib")


def parsed(number: int, **changes: Any) -> Notice:
    return aiib.parse(sample_records("aiib.js")[number - 1] | changes)


def test_specific_notice_is_read_in_full() -> None:
    notice = parsed(1)

    assert notice.notice_type == NoticeType.INVITATION
    assert notice.texts[0].title == (
        "Pamir Hydropower Rehabilitation - Turbines & generators, Lot 1"
    )
    assert notice.project_name == "Pamir Hydropower Rehabilitation"
    assert notice.countries == ("TJ",)
    assert [code.code for code in notice.codes] == ["Energy"]
    assert notice.published_on == date(2026, 10, 21)
    assert notice.deadline == Deadline(
        DeadlineState.KNOWN, on=date(2026, 11, 30), source_text="November 30,2026"
    )
    assert notice.documents == (
        Link(
            "https://www.aiib.org/en/projects/details/2026/_download/pamir-spn.pdf",
            type="document",
        ),
    )
    assert notice.flags == (Flag.ID_DERIVED,)


def test_general_notice_is_named_after_its_project() -> None:
    notice = parsed(2)

    assert notice.texts[0].title == "Grid of the Delta"
    assert notice.deadline == Deadline(DeadlineState.NONE_APPLICABLE)
    assert notice.flags == (Flag.ID_DERIVED, Flag.TITLE_FROM_PROJECT)


def test_extension_hints_at_the_notice_that_it_extends() -> None:
    extended, extension = parsed(1), parsed(3)

    assert extension.notice_type == NoticeType.AMENDMENT
    assert extension.amends_hint == extended.texts[0].title
    assert extension.deadline.on == date(2026, 12, 14)


def test_notice_without_a_document_has_a_key_of_its_facts() -> None:
    notice = parsed(4)

    assert notice.texts[0].title == "Bank's « Energy » facility - Owner’s engineer"
    assert (notice.countries, notice.regions) == ((), ("Asia",))
    assert notice.documents == ()
    assert notice.source_id != parsed(4, ds="Another").source_id
    assert notice.source_id == parsed(4, cd="December 9, 2026").source_id


def test_key_is_that_of_the_document() -> None:
    assert parsed(1).source_id == parsed(1, ds="Another", id="").source_id


def test_several_members_are_several_countries() -> None:
    assert parsed(1, mb="Georgia, Uzbekistan").countries == ("GE", "UZ")
    assert parsed(1, mb="Egypt, Arab Republic of").countries == ("EG",)


@pytest.mark.parametrize("path", ["//evil.example/x.pdf", "javascript:alert(1)", "x.pdf"])
def test_address_that_is_none_of_the_banks_is_left_out(path: str) -> None:
    assert parsed(1, dc=path).documents == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pj": "", "ds": ""}, "pj is missing, and so is ds"),
        ({"id": "2026-10-21"}, "id is no day such as 7 August 2025: '2026-10-21'"),
        ({"id": "Juneteenth 3, 2026"}, "id is no day such as 7 August 2025: 'Juneteenth 3, 2026'"),
        ({"cd": "June 31, 2026"}, "cd is 2026-06-31, a day that does not exist"),
        ({"mb": 7}, "mb is a number where text was expected"),
    ],
)
def test_broken_field_is_named_with_its_reason(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        parsed(1, **change)

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (b"var ppoData = {};", "The value of 'ppoData' is no list of notices."),
        (b"var ppoData = [{a:1}];", "No object in 'ppoData' has the keys of a notice."),
        (b"alert(1)", "The JavaScript does not begin by giving a value to 'ppoData'."),
    ],
)
def test_script_of_another_shape_is_refused(script: bytes, sentence: str) -> None:
    with pytest.raises(BadPayload) as caught:
        aiib.read(script)

    assert str(caught.value) == sentence


def test_script_is_fetched_by_consent_only_and_after_the_robots_rule(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = BY_CONSENT["aiib"]
    monkeypatch.setattr(module, "ADDRESS", httpserver.url_for("/all.js"))
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nAllow: /")
    httpserver.expect_request("/all.js").respond_with_data(
        (SAMPLES / "aiib.js").read_bytes(), content_type="application/javascript"
    )

    with client_for(place_of(httpserver)) as client:
        (payload,) = live.fetch(client, since=date(2026, 11, 1))

    assert (aiib.access, live.access) == (Access.IMPORT, Access.LIVE)
    assert len(live.read(payload.content)) == 4
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/all.js"]
