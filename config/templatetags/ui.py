"""The few tags used on every page: dates in two zones, marked words, links that keep the query."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

import nh3
from babel import Locale
from babel.dates import get_timezone_location
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.formats import date_format, time_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from matchmaking.engine import spans_of
from tenders.models import Tender

register = template.Library()
# From how many days on a deadline is near.
SOON = 7
FOREIGN_HTML = nh3.Cleaner(
    tags={
        *("p", "div", "blockquote", "pre", "hr", "br", "b", "strong", "i", "em", "u", "s", "sub"),
        *("sup", "code", "a", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead"),
        *("tbody", "tfoot", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"),
    },
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow ugc",
)
EMPTY_LINK = re.compile(r"<a [^>]*>\s*</a>")
HEADING = re.compile("<h[1-6]>")
HEADING_END = re.compile("</h[1-6]>")


@dataclass(frozen=True)
class LanguageLink:
    """This page in one of the languages."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class DeadlineFacts:
    """A deadline in words. What the source leaves open stays open."""

    state: str
    days_left: int | None
    headline: str
    moment: str
    source_words: str
    reader_words: str
    zone_is_known: bool
    is_soon: bool
    is_suspicious: bool


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query string of this page with changes; None or an empty value takes a name out."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def elided_pages(page: Page[Any]) -> list[int | str]:
    """The numbers around this page, the first and the last, with gaps between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def language_switch(context: Context) -> list[LanguageLink]:
    """This page under each language's prefix, with its query string."""
    request = context.get("request")
    return [
        LanguageLink(code, native_name(code), path_in(code, request), code == get_language())
        for code, _ in settings.LANGUAGES
    ]


@register.simple_tag
def path_language(request: HttpRequest | None) -> str:
    """The language that the address names, for pages made before a language was chosen."""
    first = request.path_info.split("/")[1] if request else ""
    return first if first in dict(settings.LANGUAGES) else (get_language() or "en")


@register.filter
def named_language(code: str) -> str:
    """The name of a language in the reader's language."""
    return (code and reader_locale().languages.get(code)) or gettext("language not known")


@register.filter(is_safe=True)
def marked(text: Any, words: Iterable[str] | None) -> SafeString:
    """Foreign text made harmless, with these words marked where they stand."""
    plain = "" if text is None else str(text)
    pieces, end = [], 0
    for start, stop in spans_of(plain, words or ()):
        pieces.append(escape(plain[end:start]))
        pieces.append(format_html("<mark>{}</mark>", plain[start:stop]))
        end = stop
    return mark_safe("".join([*pieces, escape(plain[end:])]))  # noqa: S308 all pieces are escaped


@register.filter(is_safe=True)
def clean_html(text: str | None) -> SafeString:
    """A notice's own HTML, cleaned once more on its way out. Its headings give up their rank.

    Headings of a foreign text would break the order of the page's own."""
    clean = FOREIGN_HTML.clean(text or "")
    clean = EMPTY_LINK.sub("", clean)
    clean = HEADING.sub(r'<div class="foreign__heading">', clean)
    return mark_safe(HEADING_END.sub("</div>", clean))  # noqa: S308 cleaned three lines above


@register.filter
def listed(words: str | Iterable[str] | None) -> str:
    """Words as they stand, with commas between them."""
    if isinstance(words, str):
        return words
    return ", ".join(str(word) for word in words or ())


@register.filter
def money(value: Decimal | int | float | None, currency: str = "") -> str:
    """An amount with its ISO code, since three countries here write '$'; cents where there are any.

    The space before the code does not break."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    number = str(format_decimal(amount, format=pattern, locale=reader_locale()))
    return f"{number}\u00a0{currency}" if currency else number


@register.filter
def has_required(form: BaseForm) -> bool:
    """Whether any field must be filled: only then are the others called optional."""
    return any(field.required for field in form.fields.values())


@register.simple_tag
def deadline_facts(tender: Tender) -> DeadlineFacts:
    """The deadline as stated by the source and, where its zone is known, for this reader."""
    now = timezone.now()
    state = tender.state(now)
    days = days_left(tender, now) if state == "open" else None
    return DeadlineFacts(
        state=state,
        days_left=days,
        headline=headline(state, days),
        moment=moment(tender),
        source_words=source_words(tender),
        reader_words=reader_words(tender),
        zone_is_known=bool(tender.deadline_at),
        is_soon=days is not None and days <= SOON,
        is_suspicious=tender.deadline_suspicious,
    )


def days_left(tender: Tender, now: datetime) -> int:
    """Calendar days in the reader's zone; the last day counts as none left."""
    last = timezone.localtime(tender.deadline_at).date() if tender.deadline_at else None
    left = ((last or tender.deadline_on or date.max) - timezone.localtime(now).date()).days
    return max(left, 0)


def headline(state: str, days: int | None) -> str:
    if state == "open" and days is not None:
        if days == 0:
            return gettext("Closes today")
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return {
        "closed": gettext("Closed"),
        "cancelled": gettext("Cancelled"),
        "award": gettext("Contract awarded"),
        "unknown": gettext("Deadline not stated"),
    }.get(state, gettext("No deadline applies"))


def moment(tender: Tender) -> str:
    """For machines: the moment where it is known, else the day."""
    if tender.deadline_at:
        return timezone.localtime(tender.deadline_at).isoformat()
    return tender.deadline_on.isoformat() if tender.deadline_on else ""


def source_words(tender: Tender) -> str:
    """The deadline as the source gives it."""
    if tender.deadline_on is None:
        return ""
    words = day_and_time(tender.deadline_on, tender.deadline_time)
    if not tender.deadline_zone:
        return gettext("%(when)s, zone not stated by the source") % {"when": words}
    return gettext("%(when)s, %(zone)s") % {"when": words, "zone": zone_words(tender.deadline_zone)}


def reader_words(tender: Tender) -> str:
    """The same moment in the reader's zone; empty where there is nothing to add."""
    zone = timezone.get_current_timezone_name()
    if not tender.deadline_at or zone == tender.deadline_zone:
        return ""
    here = timezone.localtime(tender.deadline_at)
    there = here.astimezone(ZoneInfo(tender.deadline_zone)) if tender.deadline_zone else None
    if there and there.utcoffset() == here.utcoffset():
        return ""
    when = day_and_time(here.date(), here.time())
    return gettext("%(when)s, %(zone)s") % {"when": when, "zone": zone_words(zone)}


def day_and_time(day: date, at: time | None) -> str:
    if at is None:
        return date_format(day)
    return gettext("%(day)s, %(time)s") % {"day": date_format(day), "time": time_format(at)}


@register.filter
def zone_words(name: str) -> str:
    """'Lima time' for America/Lima; names without a place stay as they are."""
    if "/" not in name or name.startswith("Etc/"):
        return name
    place = get_timezone_location(name, locale=reader_locale(), return_city=True)
    return gettext("%(place)s time") % {"place": place}


def reader_locale() -> Locale:
    """How the reader writes numbers and names: each language as its country here does."""
    habits = {"en": "en_US", "es": "es_MX", "fr": "fr_CA"}
    return Locale.parse(habits.get(get_language() or "en", "en_US"))


def native_name(code: str) -> str:
    return str(Locale(code).get_display_name(code) or code).capitalize()


def path_in(code: str, request: HttpRequest | None) -> str:
    """The same path under another language's prefix; the start page where it has none.

    An address to come back to after signing in changes its language too."""
    if not request:
        return f"/{code}/"
    first, *rest = request.path.lstrip("/").split("/")
    if first not in dict(settings.LANGUAGES):
        return f"/{code}/"
    query = [
        (name, swapped(value, code) if name == "next" else value)
        for name, value in parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    ]
    path = escape_uri_path("/".join(["", code, *rest]))
    return f"{path}?{urlencode(query)}" if query else path


def swapped(path: str, code: str) -> str:
    start, _, rest = path.removeprefix("/").partition("/")
    if path.startswith("/") and start in dict(settings.LANGUAGES):
        return f"/{code}/{rest}"
    return path
