"""What an enterprise shows, on one sheet of paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import qrcode
from babel import Locale
from babel.numbers import format_decimal
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import ownership
from accounts.models import Certificate, Enterprise, Offer, OwnershipFacts, Project
from accounts.models.enterprises import Reader, audiences_of
from accounts.typesetting import NoTypesetter, typeset

__all__ = ["NoTypesetter", "Statement", "statement_pdf"]

FORM = Path(__file__).parent / "typst" / "statement.typ"
QUIET_ZONE = 2
# More does not fit on one sheet.
MOST_LETTERS = 900
MOST_OFFERS = 8
MOST_WORDS = 26
MOST_OF_AN_OFFER = 240
MOST_PROJECTS = 6
MOST_CERTIFICATES = 8
MOST_NAMES = 14

Row = dict[str, str]


@dataclass(frozen=True)
class Statement:
    """What others see of an enterprise; its own people see here what the network sees."""

    enterprise: Enterprise
    reader: Reader

    @cached_property
    def shown(self) -> set[str]:
        return self.enterprise.groups_open_to(self.reader)

    @cached_property
    def ownership(self) -> OwnershipFacts | None:
        """Facts on ownership by women, where others of this audience see them too."""
        facts = ownership.stated_by(self.enterprise, reader=self.reader)
        return facts if facts and facts.visibility in audiences_of(self.reader) else None

    @cached_property
    def live(self) -> list[Certificate]:
        return [row for row in self.enterprise.certificates.all() if row.is_live]

    @cached_property
    def declared(self) -> list[Certificate]:
        return [row for row in self.enterprise.certificates.all() if not row.is_live]

    @property
    def address(self) -> str:
        return settings.SITE_URL + reverse("accounts:enterprise", args=[self.enterprise.pk])

    @cached_property
    def matrix(self) -> list[list[bool]]:
        return matrix_of(self.address)

    @property
    def qr_side(self) -> int:
        return len(self.matrix)

    @property
    def qr_path(self) -> str:
        return path_of(self.matrix)


def statement_pdf(told: Statement) -> bytes:
    """The same as a PDF of one page, in the reader's language. Raises NoTypesetter."""
    firm = told.enterprise
    about = Truncator(firm.about).chars(MOST_LETTERS) if "profile" in told.shown else ""
    facts = {
        "heading": firm.name,
        "place": ", ".join(place.name for place in (firm.region, firm.country) if place),
        "demo": _("Invented for the demo") if firm.is_demo else "",
        "about": about,
        "about_language": typeset_language(firm.about_language),
        "sections": [section for section in sections_of(told) if section["rows"]],
        "facts": [list(pair) for pair in facts_of(told)],
        "ownership": ownership_of(told.ownership),
        "qr": as_svg(told),
        "address": told.address,
        "stamp": _("As shown on Puente on %(today)s") % {"today": today()},
    }
    return typeset(FORM, facts)


def sections_of(told: Statement) -> Iterator[dict[str, Any]]:
    firm, shown = told.enterprise, told.shown
    if "offers" in shown:
        offers = [offer_row(offer) for offer in firm.offers.all()[:MOST_OFFERS]]
        yield {"title": _("Offers"), "rows": offers}
    if "projects" in shown:
        projects = [project_row(row) for row in firm.projects.all()[:MOST_PROJECTS]]
        yield {"title": _("Past projects"), "rows": projects}
    if "certificates" in shown:
        live = [row_of(verified_line(row)) for row in told.live[:MOST_CERTIFICATES]]
        yield {"title": _("Certificates, verified by the programme"), "rows": live}
        declared = [row_of(declared_line(row)) for row in told.declared[:MOST_CERTIFICATES]]
        yield {"title": _("Declared by the enterprise, not verified"), "rows": declared}


def facts_of(told: Statement) -> Iterator[tuple[str, str]]:
    """Label and value of each fact that is shown and stated."""
    firm, shown = told.enterprise, told.shown
    if firm.trade_name:
        yield _("Legal name"), firm.legal_name
    if "contact" in shown:
        yield from stated((_("City"), firm.city), (_("Website"), firm.website))
    if "profile" in shown:
        yield from stated((_("Sectors"), named(sector.name for sector in firm.sectors.all())))
    if "details" in shown:
        is_known = firm.size_band != Enterprise.SizeBand.UNKNOWN
        names = Locale(language()).languages
        yield from stated(
            (_("Size"), firm.get_size_band_display() if is_known else ""),
            (_("Founding year"), str(firm.founded_year or "")),
            (_("Working languages"), named(names.get(code, code) for code in firm.languages)),
            (
                _("Countries served"),
                named(country.name for country in firm.countries_served.all()),
            ),
        )


def ownership_of(facts: OwnershipFacts | None) -> dict[str, Any] | None:
    if facts is None or not facts.is_disclosed:
        return None
    shares = [
        (_("Owned by women"), facts.owned_percent),
        (_("Managed by women"), facts.managed_percent),
        (_("Controlled by women"), facts.controlled_percent),
    ]
    rows = [
        [label, _("%(percent)s percent") % {"percent": percent}]
        for label, percent in shares
        if percent is not None
    ]
    if facts.as_of_on:
        rows.append([_("True on"), date_format(facts.as_of_on)])
    return {
        "title": _("Ownership by women"),
        "note": _("Declared by the enterprise"),
        "facts": rows,
    }


def stated(*pairs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return (pair for pair in pairs if pair[1])


def named(names: Iterator[Any]) -> str:
    found = [str(name) for name in names]
    more = ["…"] if len(found) > MOST_NAMES else []
    return ", ".join(found[:MOST_NAMES] + more)


def offer_row(offer: Offer) -> Row:
    detail = Truncator(Truncator(offer.text).words(MOST_WORDS)).chars(MOST_OF_AN_OFFER)
    return row_of(offer.title, offer.language, detail=detail)


def row_of(text: str, language_of_text: str = "", *, detail: str = "", mark: str = "") -> Row:
    return {
        "text": text,
        "detail": detail,
        "language": typeset_language(language_of_text or language()),
        "mark": mark,
    }


def project_row(row: Project) -> Row:
    line = f"{row.title}: {row.client}, {row.year}"
    if row.value is not None:
        line += f", {money(row.value, row.currency)}"
    return row_of(line, mark=_("Confirmed by the client") if row.confirmed_at else "")


def money(value: Decimal, currency: str) -> str:
    """The value with its ISO code, as the reader's country writes numbers."""
    habits = {"en": "en_US", "es": "es_MX", "fr": "fr_CA"}
    return f"{format_decimal(value, format='#,##0.##', locale=habits[language()])}\u00a0{currency}"


def verified_line(row: Certificate) -> str:
    line = ", ".join(part for part in (row.standard, row.issuer, row.number) if part)
    if row.expires_on is None:
        return line
    return f"{line} · {_('Valid until')} {date_format(row.expires_on)}"


def declared_line(row: Certificate) -> str:
    line = ", ".join(part for part in (row.standard, row.issuer) if part)
    return f"{line} · {_('Expired')}" if row.is_expired else line


def today() -> str:
    return date_format(timezone.localdate())


def language() -> str:
    return (get_language() or "en").split("-")[0]


def typeset_language(code: str) -> str:
    """As the typesetter takes it: two letters, or the page's own where it is unknown."""
    return code if len(code) == 2 and code.isalpha() else language()


def as_svg(told: Statement) -> str:
    side = told.qr_side
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{told.qr_path}"/></svg>'
    )


def matrix_of(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(border=QUIET_ZONE, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def path_of(matrix: list[list[bool]]) -> str:
    """The dark squares as one path of an SVG."""
    return "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    )
