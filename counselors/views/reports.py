"""Figures with their definitions and rows, as a page, CSV and XLSX; barriers for everyone."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import PersonRequest, verified_required
from counselors import reports, sheets
from counselors.forms import ReportForm
from counselors.forms.reports import usual_period
from counselors.models import Counselor
from counselors.views.work import as_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@verified_required
def report(request: PersonRequest) -> HttpResponse:
    """All figures of a period; ?format=csv or xlsx gives them as a file."""
    form = asked(request)
    if not form.is_valid():
        return render(request, "counselors/report.html", {"form": form}, status=400)
    period = form.period
    scope = reports.Scope.of(request.user, period)
    figures = reports.figures(scope, period)
    header = [_("Figure"), _("Value"), _("Definition")]
    hidden = reports.hidden_words()
    table = [
        [row.title, hidden if row.value is None else row.value, row.definition] for row in figures
    ]
    if file := as_sheet(request, "report", header, table):
        return file
    context = {
        "form": form,
        "period": period,
        "scope": scope,
        "figures": figures,
        "hidden": hidden,
        "charts": [
            (_("Referrals by country pair"), reports.pairs(scope, period)),
            (_("Open clients of each counselor"), reports.caseload(scope)),
            (_("Barriers met"), reports.met_barriers(scope.sessions(period), scope)),
        ],
    }
    return render(request, "counselors/report.html", context)


@require_safe
@verified_required
def report_rows(request: PersonRequest, figure: str) -> HttpResponse:
    """The rows behind a number; names only for those who may see the client."""
    form = asked(request)
    if not form.is_valid():
        raise Http404
    period = form.period
    scope = reports.Scope.of(request.user, period)
    found = reports.rows(scope, period, figure)
    if found is None:
        raise Http404
    header, rows = found
    if file := as_sheet(request, figure, header, rows):
        return file
    title = next(row.title for row in reports.figures(scope, period) if row.key == figure)
    context = {"title": title, "header": header, "rows": rows, "period": period}
    return render(request, "counselors/report_rows.html", context)


def asked(request: PersonRequest) -> ReportForm:
    """Counselors see their own work, supervisors what their centers have done."""
    is_counselor = Counselor.objects.of_user(request.user).verified().exists()
    if not (is_counselor or reports.supervises(request.user)):
        raise PermissionDenied
    filled = request.GET.copy()
    if not (filled.get("since") or filled.get("until")):
        # The usual period stands in the fields, so that a reader sees what to change.
        filled["since"], filled["until"] = (day.isoformat() for day in usual_period())
    return ReportForm(filled, centers=reports.centers_of(request.user), is_counselor=is_counselor)


def as_sheet(
    request: HttpRequest, name: str, header: list[str], rows: list[list[str]]
) -> HttpResponse | None:
    wanted = request.GET.get("format", "")
    if wanted == "csv":
        return as_file(sheets.as_csv(header, rows), f"{name}.csv", "text/csv; charset=utf-8")
    if wanted == "xlsx":
        return as_file(sheets.as_xlsx(header, rows), f"{name}.xlsx", XLSX)
    return None


@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """What holds firms back, without a name, for the public-private dialogue."""
    since, until = reports.last_year_of_weeks(timezone.localdate())
    context: dict[str, Any] = {
        "bars": reports.public_barriers(since, until),
        "since": since,
        "until": until,
        "fewest": reports.FEWEST_CLIENTS,
    }
    return render(request, "counselors/barriers.html", context)
