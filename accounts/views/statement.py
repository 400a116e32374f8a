"""One page about an enterprise, to print or to hand over, in the language of its address."""

import qrcode
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import ownership
from accounts.models import Enterprise, OwnershipFacts
from accounts.models.enterprises import Reader, audiences_of

QUIET_ZONE = 2


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """What the enterprise shows to others; its own people see here what the network sees."""
    visible = Enterprise.objects.visible_to(request.user).select_related("country", "region")
    enterprise = get_object_or_404(
        visible.prefetch_related(
            "sectors", "countries_served", "certificates", "projects", "offers__sectors"
        ),
        pk=pk,
    )
    address = settings.SITE_URL + reverse("accounts:enterprise", args=[enterprise.pk])
    matrix = matrix_of(address)
    context = {
        "enterprise": enterprise,
        "shown": enterprise.groups_open_to(request.user),
        "ownership": shown_facts(enterprise, request.user),
        "live": [row for row in enterprise.certificates.all() if row.is_live],
        "declared": [row for row in enterprise.certificates.all() if not row.is_live],
        "address": address,
        "qr_path": path_of(matrix),
        "qr_side": len(matrix),
    }
    return render(request, "accounts/statement.html", context)


def shown_facts(enterprise: Enterprise, reader: Reader) -> OwnershipFacts | None:
    """Facts on ownership by women, where others of this audience see them too."""
    facts = ownership.stated_by(enterprise, reader=reader)
    return facts if facts and facts.visibility in audiences_of(reader) else None


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
