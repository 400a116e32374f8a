"""One page about an enterprise, to print or to hand over, in the language of its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts import papers
from accounts.models import Enterprise


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, told(request, pk))


@require_safe
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file; where no PDF is made, the page says so and is printed."""
    row = told(request, pk)
    try:
        made = papers.statement_pdf(row)
    except papers.NoTypesetter:
        return page(request, row, is_without_pdf=True)
    name = f"{slugify(row.enterprise.name) or row.enterprise.pk}.pdf"
    response = HttpResponse(made, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def told(request: HttpRequest, pk: int) -> papers.Statement:
    visible = Enterprise.objects.visible_to(request.user).select_related("country", "region")
    rows = visible.prefetch_related(
        "sectors", "countries_served", "certificates", "projects", "offers__sectors"
    )
    return papers.Statement(get_object_or_404(rows, pk=pk), request.user)


def page(
    request: HttpRequest, row: papers.Statement, *, is_without_pdf: bool = False
) -> HttpResponse:
    context = {
        "enterprise": row.enterprise,
        "shown": row.shown,
        "ownership": row.ownership,
        "told": row,
        "is_without_pdf": is_without_pdf,
    }
    return render(request, "accounts/statement.html", context)
