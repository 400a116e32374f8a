"""The directory of counselors, the desk, a counselor's own profile."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Enterprise
from accounts.permissions import PersonRequest, operator_required, verified_required
from counselors import network
from counselors.forms import CounselorForm, DirectoryForm
from counselors.models import Counselor
from tenders.models import Tender

COUNSELORS_A_PAGE = 20
CLOSING_WITHIN_DAYS = 14
ROWS_SHOWN = 8


@require_safe
def counselor_list(request: HttpRequest) -> HttpResponse:
    """Find a counselor by help, language, country and sector."""
    form = DirectoryForm(request.GET)
    if not form.is_valid():
        return render(request, "counselors/counselor_list.html", {"form": form}, status=400)
    found = (
        network.find(form.wanted, reader=request.user)
        .select_related("user", "center__country", "center__region")
        .prefetch_related("countries", "sectors")
    )
    page = Paginator(found, COUNSELORS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "counselors/counselor_list.html", {"form": form, "page": page})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    counselor = get_object_or_404(
        Counselor.objects.visible_to(request.user).select_related(
            "user", "center__country", "center__region"
        ),
        pk=pk,
    )
    return render(request, "counselors/counselor_detail.html", {"counselor": counselor})


@require_safe
@verified_required
def desk(request: PersonRequest) -> HttpResponse:
    """A counselor's start page; who is not one yet is shown how to join."""
    counselor = (
        Counselor.objects.of_user(request.user)
        .select_related("center__country")
        .prefetch_related("countries")
        .first()
    )
    if counselor is None:
        return redirect("counselors:profile")
    now = timezone.now()
    countries = {country.pk for country in counselor.countries.all()}
    countries.add(counselor.center.country_id)
    closing = (
        Tender.objects.visible_to(request.user)
        .closing_within(CLOSING_WITHIN_DAYS, now)
        .filter(countries__in=countries)
        .distinct()
    )
    firms = Enterprise.objects.visible_to(request.user).filter(country__in=countries)
    return render(
        request,
        "counselors/desk.html",
        {
            "counselor": counselor,
            "closing": closing.for_cards().order_by("open_until")[:ROWS_SHOWN],
            "closing_total": closing.count(),
            "firms": firms.select_related("country").order_by("-created_at")[:ROWS_SHOWN],
            "colleagues": network.find(network.Wanted(), reader=request.user)
            .exclude(pk=counselor.pk)
            .select_related("user", "center__country")[:ROWS_SHOWN],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def profile(request: PersonRequest) -> HttpResponse:
    """Join the network or change what one says of oneself."""
    own = Counselor.objects.of_user(request.user).first()
    form = CounselorForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        form.instance.user = request.user
        form.save()
        messages.success(request, _("Your counselor profile is saved."))
        return redirect("counselors:desk")
    return render(request, "counselors/profile.html", {"form": form, "counselor": own})


@require_safe
@operator_required
def waiting(request: PersonRequest) -> HttpResponse:
    """For programme administrators: counselors who wait to be verified."""
    counselors = (
        Counselor.objects.visible_to(request.user)
        .filter(verified_at__isnull=True)
        .select_related("user", "center__country")
    )
    return render(request, "counselors/waiting.html", {"counselors": counselors})


@require_POST
@operator_required
def verify(request: PersonRequest, pk: int) -> HttpResponse:
    counselor = get_object_or_404(Counselor.objects.visible_to(request.user), pk=pk)
    network.verify(counselor, by=request.user)
    messages.success(request, _("The counselor is verified and has been told so."))
    return redirect("counselors:waiting")
