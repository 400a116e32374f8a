"""What is asked of the UN Global Marketplace, and whether the answer is to the question."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from tenders.sources.base import BadPayload, BadRecord, Client, Payload
from tenders.sources.dates import MONTHS, english_day
from tenders.sources.html_payloads import HTML_TYPES, by_class, read_html, words
from tenders.sources.robots import check_allowed

HOST = "www.ungm.org"
PAGE = "https://www.ungm.org/Public/Notice"
ADDRESS = "https://www.ungm.org/Public/Notice/Search"
ROWS_A_PAGE = 15
MOST_PAGES = 400
# The order moves between two pages, so a page without anything new does not yet end the list.
EMPTY_PAGES = 3
OVERLAP = timedelta(days=2)

_TOTAL = re.compile(rb'noticeTotal\s*=\s*"([0-9]{1,9})"\s*;')


def total_of(payload: bytes) -> int:
    """How many notices the search has found; it stands at the end, so a cut answer lacks it."""
    found = list(_TOTAL.finditer(payload))
    if not found or b"</script>" not in payload[found[-1].end() :].lower():
        raise BadPayload("The page ends before it states how many notices there are.")
    return int(found[-1][1])


def pages(client: Client, *, since: date) -> Iterator[Payload]:
    """Page after page, newest first, until nothing new comes or all that was found has been seen.

    Every row has to lie in the window that was asked for.
    """
    check_allowed(client, ADDRESS)
    start = since - OVERLAP
    seen: set[str] = set()
    without_news = 0
    for page in range(MOST_PAGES):
        answer = client.post_json(
            ADDRESS,
            body=_question(page, start),
            headers={"X-Requested-With": "XMLHttpRequest", "Referer": PAGE},
            media_types=HTML_TYPES,
        )
        total = total_of(answer.content)
        numbers = _checked_numbers(answer.content, start)
        without_news = 0 if numbers - seen else without_news + 1
        if numbers - seen or total == 0:
            yield answer
        seen |= numbers
        if not numbers or len(seen) >= total or without_news == EMPTY_PAGES:
            return
    raise BadPayload(f"The UNGM's list did not end within {MOST_PAGES} pages.")


def _question(page: int, since: date) -> dict[str, object]:
    return {
        "PageIndex": page,
        "PageSize": ROWS_A_PAGE,
        "Title": "",
        "Description": "",
        "Reference": "",
        "PublishedFrom": _written(since),
        "PublishedTo": "",
        "DeadlineFrom": "",
        "DeadlineTo": "",
        "Countries": [],
        "Agencies": [],
        "UNSPSCs": [],
        "NoticeTypes": [],
        "SortField": "DatePublished",
        "SortAscending": False,
        "isPicker": False,
    }


def _written(day: date) -> str:
    return f"{day.day:02}-{MONTHS[day.month - 1].capitalize()}-{day.year}"


def _checked_numbers(payload: bytes, since: date) -> set[str]:
    """The notices of a page; a row from before the window means that the question was ignored."""
    numbers = set()
    for row in by_class(read_html(payload), "dataRow"):
        numbers.add(str(row.get("data-noticeid", "")))
        cells = [cell for cell in row if cell.get("role") == "cell"]
        if len(cells) < 4:
            continue
        try:
            published_on = english_day({"published": words(cells[3])}, "published")
        except BadRecord:
            continue
        if published_on and published_on < since:
            raise BadPayload("The UNGM ignored the parameter 'PublishedFrom'.")
    return numbers
