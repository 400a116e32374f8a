"""The tags of every page: what they say of dates, words, languages and addresses."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from django_cotton.compiler_regex import CottonCompiler

from config.templatetags import ui
from tenders.models import Tender

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
LIMA = ZoneInfo("America/Lima")


def rendered(source: str, path: str = "/en/tenders/", **context: Any) -> str:
    request = RequestFactory().get(path)
    return Template(source).render(Context({"request": request, **context}))


def make_tender(closes_on: date | None, *, at: time | None = None, zone: str = "") -> Tender:
    known = Tender.DeadlineState.KNOWN if closes_on else Tender.DeadlineState.UNKNOWN
    moment = datetime.combine(closes_on, at, ZoneInfo(zone)) if closes_on and at and zone else None
    last = datetime.combine(closes_on, time(23, 59), UTC) if closes_on else None
    return Tender(
        kind=Tender.Kind.INVITATION,
        deadline_state=known,
        deadline_on=closes_on,
        deadline_time=at,
        deadline_zone=zone,
        deadline_at=moment,
        open_until=moment or (last + timedelta(hours=12) if last else None),
    )


def test_query_with_keeps_the_query_and_changes_one_name():
    assert rendered("{% query_with page=2 %}", "/en/tenders/?q=solar&page=1") == (
        "?q=solar&amp;page=2"
    )


def test_query_with_drops_an_empty_name():
    assert (
        rendered("{% query_with q=None page='' %}", "/en/?q=solar&page=1&sort=fit") == "?sort=fit"
    )


def test_language_switch_keeps_path_and_query():
    links = rendered(
        "{% language_switch as links %}{% for link in links %}{{ link.url|safe }} {% endfor %}",
        "/en/tenders/?q=sol%C3%A9",
    )
    assert links.split() == [
        "/en/tenders/?q=sol%C3%A9",
        "/es/tenders/?q=sol%C3%A9",
        "/fr/tenders/?q=sol%C3%A9",
    ]


def test_language_switch_turns_the_address_to_come_back_to():
    request = RequestFactory().get("/en/account/login/?next=/en/dashboard/")
    assert ui.path_in("fr", request) == "/fr/account/login/?next=%2Ffr%2Fdashboard%2F"


@pytest.mark.parametrize("path", ["/livez", "//other.example/", "/", "/xx/tenders/"])
def test_language_switch_stays_on_this_site_where_the_path_has_no_language(path: str):
    assert ui.path_in("es", RequestFactory().get(path)) == "/es/"


def test_language_names_are_their_own():
    names = [link.name for link in ui.language_switch(Context({}))]
    assert names == ["English", "Español", "Français"]


def test_named_language_speaks_the_readers_language():
    with translation.override("fr"):
        assert ui.named_language("pt") == "portugais"
    assert ui.named_language("") == "language not known"


def test_marked_escapes_foreign_text_before_it_marks_words():
    assert ui.marked("<script>solar</script> & solar pumps", ["solar pumps"]) == (
        "&lt;script&gt;solar&lt;/script&gt; &amp; <mark>solar pumps</mark>"
    )


def test_marked_without_words_or_text():
    assert ui.marked("a < b", None) == "a &lt; b"
    assert ui.marked(None, ["a"]) == ""


def test_clean_html_keeps_formatting_and_nothing_that_acts():
    hostile = (
        '<h1>Lot 1</h1><p onclick="x()">Pumps</p><script>x()</script><a href="javascript:x()">y</a>'
        '<a href="https://bank.example/n"></a><img src="https://spy.example/p.png">'
    )
    assert ui.clean_html(hostile) == (
        '<div class="foreign__heading">Lot 1</div><p>Pumps</p>'
        '<a rel="noopener noreferrer nofollow ugc">y</a>'
    )


def test_money_names_the_currency_and_drops_empty_cents():
    assert ui.money(Decimal("1234567.00"), "USD") == "1,234,567\u00a0USD"
    assert ui.money(Decimal("980.5"), "MXN") == "980.50\u00a0MXN"
    assert ui.money(None, "USD") == ""


def test_money_writes_numbers_as_the_language_does():
    with translation.override("fr"):
        assert ui.money(1234567, "CAD") == "1\u00a0234\u00a0567\u00a0CAD"


def test_pages_are_listed_with_gaps():
    page = Paginator(range(200), 10).page(10)
    assert ui.elided_pages(page) == [1, "…", 9, 10, 11, "…", 20]


@time_machine.travel(NOW, tick=False)
def test_deadline_in_a_known_zone_is_given_for_both_places():
    tender = make_tender(date(2026, 9, 22), at=time(17, 30), zone="America/Lima")

    with timezone.override(ZoneInfo("Europe/Madrid")):
        facts = ui.deadline_facts(tender)

    assert facts == ui.DeadlineFacts(
        state="open",
        days_left=8,
        headline="8 days left",
        moment="2026-09-23T00:30:00+02:00",
        source_words="Sept. 22, 2026, 5:30 p.m., Lima time",
        reader_words="Sept. 23, 2026, 12:30 a.m., Madrid time",
        zone_is_known=True,
        is_soon=False,
        is_suspicious=False,
    )


@time_machine.travel(NOW, tick=False)
def test_deadline_says_that_the_source_states_no_zone():
    facts = ui.deadline_facts(make_tender(date(2026, 9, 16), at=time(14, 0)))

    assert facts.source_words == "Sept. 16, 2026, 2 p.m., zone not stated by the source"
    assert facts.reader_words == ""
    assert (facts.days_left, facts.headline, facts.is_soon) == (1, "1 day left", True)


@time_machine.travel(NOW, tick=False)
def test_deadline_is_not_said_twice_to_a_reader_on_the_same_clock():
    tender = make_tender(date(2026, 9, 22), at=time(17, 30), zone="America/Lima")

    with timezone.override(ZoneInfo("America/Bogota")):
        assert ui.deadline_facts(tender).reader_words == ""


@time_machine.travel(NOW, tick=False)
def test_deadline_of_today_closes_today():
    facts = ui.deadline_facts(make_tender(date(2026, 9, 15)))
    assert (facts.state, facts.days_left, facts.headline) == ("open", 0, "Closes today")


@time_machine.travel(NOW, tick=False)
def test_deadline_that_has_passed_everywhere_is_closed():
    facts = ui.deadline_facts(make_tender(date(2026, 9, 13)))
    assert (facts.state, facts.days_left, facts.headline) == ("closed", None, "Closed")


@time_machine.travel(NOW, tick=False)
def test_deadline_that_is_not_stated_is_neither_open_nor_closed():
    facts = ui.deadline_facts(make_tender(None))
    assert (facts.state, facts.headline, facts.source_words) == (
        "unknown",
        "Deadline not stated",
        "",
    )


def test_awards_and_cancelled_notices_say_so():
    none = Tender.DeadlineState.NONE
    award = Tender(kind=Tender.Kind.AWARD, deadline_state=none)
    cancelled = Tender(kind=Tender.Kind.CANCELLED, deadline_state=none)
    general = Tender(kind=Tender.Kind.GENERAL, deadline_state=none)
    assert [ui.deadline_facts(tender).headline for tender in (award, cancelled, general)] == [
        "Contract awarded",
        "Cancelled",
        "No deadline applies",
    ]


def test_zones_without_a_place_keep_their_name():
    assert [ui.zone_words(name) for name in ("UTC", "Etc/GMT+5", "America/Mexico_City")] == [
        "UTC",
        "Etc/GMT+5",
        "Mexico City time",
    ]


def test_components_escape_what_they_are_given_once():
    title = "Pumps & <b>motors</b>"
    for source in ('<c-card :title="title" />', '<c-card title="{{ title }}" />'):
        assert rendered_component(source, title=title).count("&amp; &lt;b&gt;motors") == 1


def rendered_component(source: str, **context: Any) -> str:
    """A component as a page would use it: its tags are read by the loader."""
    return rendered(compiled(source), **context)


def compiled(source: str) -> str:
    return CottonCompiler().process(source)
