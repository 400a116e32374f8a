"""The directory of counselors and centers, joining, and looking after a center."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import PersonRequest, administrator_required, verified_required
from counselors import centers, network
from counselors.forms import (
    AdministratorForm,
    CenterForm,
    CenterInvitationForm,
    CenterListForm,
    CounselorForm,
    DirectoryForm,
)
from counselors.models import (
    Center,
    CenterAdministrator,
    CenterInvitation,
    Counselor,
    Training,
)

COUNSELORS_A_PAGE = 20


@require_safe
def counselor_list(request: HttpRequest) -> HttpResponse:
    """Find a counselor: who has all that is wanted, best fit first, each with the reasons."""
    form = DirectoryForm(request.GET)
    if not form.is_valid():
        return render(request, "counselors/counselor_list.html", {"form": form}, status=400)
    wanted = form.wanted
    found = list(
        network.find(wanted, reader=request.user)
        .select_related("user", "center__country", "center__region")
        .prefetch_related("countries", "sectors", "center__regions_served")
    )
    region = form.cleaned_data["region"]
    fits = network.ranked(
        [row for row in found if not region or region in centers.regions_of(row.center)],
        topics=[wanted.skill] if wanted.skill else [],
        language=wanted.language,
        country=wanted.country,
        sectors=[wanted.sector] if wanted.sector else [],
    )
    page = Paginator(fits, COUNSELORS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        # The map counts what the other filters leave, so that a next tile can be chosen.
        "map": centers.on_map(row.center for row in found),
        "kept": kept_filters(request),
    }
    return render(request, "counselors/counselor_list.html", context)


def kept_filters(request: HttpRequest) -> str:
    """The filters of the address without the region, ready to stand before it."""
    filters = request.GET.copy()
    for name in ("region", "page"):
        filters.pop(name, None)
    return f"{filters.urlencode()}&" if filters else ""


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    counselor = get_object_or_404(
        Counselor.objects.visible_to(request.user).select_related(
            "user", "center__country", "center__region"
        ),
        pk=pk,
    )
    fit = network.ranked([counselor], topics=[], language="", country="")[0]
    context = {"counselor": counselor, "fit": fit}
    return render(request, "counselors/counselor_detail.html", context)


@require_safe
def center_list(request: HttpRequest) -> HttpResponse:
    """All centers on a map of tiles, the list beside it; ?region= leaves those that serve it."""
    form = CenterListForm(request.GET)
    if not form.is_valid():
        return render(request, "counselors/center_list.html", {"form": form}, status=400)
    everywhere = list(centers.listed())
    region = form.cleaned_data["region"]
    context = {
        "form": form,
        "map": centers.on_map(everywhere),
        "centers": centers.listed(region) if region else everywhere,
    }
    return render(request, "counselors/center_list.html", context)


@require_safe
def center(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of a center, with its counselors and its next trainings."""
    row = get_object_or_404(Center.objects.select_related("country", "region"), pk=pk)
    people = network.find(network.Wanted(), reader=request.user).filter(center=row)
    trainings = Training.objects.visible_to(request.user).upcoming(timezone.now())
    context = {
        "center": row,
        "people": people.select_related("user"),
        "trainings": trainings.filter(center=row)[:5],
        "administrator_form": AdministratorForm() if may_appoint(request) else None,
        "may_look_after": Center.objects.administered_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "counselors/center.html", context)


def may_appoint(request: HttpRequest) -> bool:
    return getattr(request.user, "is_programme_administrator", False)


@require_POST
@administrator_required
def center_administrator(request: PersonRequest, pk: int) -> HttpResponse:
    """The programme lets a person look after a center; she signs in with this address."""
    row = get_object_or_404(Center.objects, pk=pk)
    form = AdministratorForm(request.POST)
    person = network.person_with(form.cleaned_data["email"]) if form.is_valid() else None
    if person is None:
        messages.error(request, _("Nobody has confirmed this address."))
    else:
        network.make_administrator(row, user=person)
        messages.success(request, _("This person looks after the center from now on."))
    return redirect("counselors:center", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def profile(request: PersonRequest) -> HttpResponse:
    """Join the network or change what one says of oneself."""
    own = Counselor.objects.of_user(request.user).first()
    form = CounselorForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        counselor = form.save(commit=False)
        counselor.user = request.user
        network.apply(counselor)
        form.save_m2m()
        messages.success(request, _("Your counselor profile is saved."))
        return redirect("counselors:desk")
    return render(request, "counselors/profile.html", {"form": form, "counselor": own})


@require_safe
@verified_required
def waiting(request: PersonRequest) -> HttpResponse:
    """Counselors who wait to be verified, for those who may let them in."""
    own_centers = Center.objects.administered_by(request.user)
    if not (request.user.may_operate or own_centers.exists()):
        raise PermissionDenied
    counselors = (
        Counselor.objects.visible_to(request.user)
        .verifiable_by(request.user)
        .filter(verified_at__isnull=True)
        .select_related("user", "center__country")
    )
    return render(request, "counselors/waiting.html", {"counselors": counselors})


@require_POST
@verified_required
def verify(request: PersonRequest, pk: int) -> HttpResponse:
    network.verify(verifiable(request, pk), by=request.user)
    messages.success(request, _("The counselor is verified and has been told so."))
    return redirect("counselors:waiting")


@require_POST
@verified_required
def let_go(request: PersonRequest, pk: int) -> HttpResponse:
    """End a verification: clients, notes and colleagues' pages close to her at once."""
    counselor = network.let_go(verifiable(request, pk))
    messages.success(request, _("This person does not advise for the center any more."))
    return redirect("counselors:center", counselor.center_id)


def verifiable(request: PersonRequest, pk: int) -> Counselor:
    own_centers = Center.objects.administered_by(request.user)
    if not (request.user.may_operate or own_centers.exists()):
        raise PermissionDenied
    rows = Counselor.objects.visible_to(request.user).verifiable_by(request.user)
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def center_edit(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Center.objects.administered_by(request.user), pk=pk)
    form = CenterForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The center's page is saved."))
        return redirect("counselors:center", row.pk)
    status = 400 if form.errors else 200
    context = {"form": form, "center": row}
    return render(request, "counselors/center_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def center_team(request: PersonRequest, pk: int) -> HttpResponse:
    """A center's counselors and open invitations; a new invitation is sent from here."""
    row = get_object_or_404(Center.objects.administered_by(request.user), pk=pk)
    form = CenterInvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        network.invite(row, email=form.cleaned_data["email"], by=request.user)
        messages.success(request, _("The invitation waits for this address."))
        return redirect("counselors:center-team", row.pk)
    counselors = Counselor.objects.visible_to(request.user).filter(center=row)
    invitations = CenterInvitation.objects.visible_to(request.user).filter(center=row)
    administrators = CenterAdministrator.objects.visible_to(request.user).filter(center=row)
    people = list(counselors.select_related("user"))
    loads = network.caseloads(people)
    context = {
        "center": row,
        "form": form,
        "people": [(person, loads.get(person.pk, 0)) for person in people],
        "invitations": invitations.filter(accepted_at__isnull=True),
        "administrators": administrators.select_related("user"),
    }
    status = 400 if form.errors else 200
    return render(request, "counselors/center_team.html", context, status=status)


@require_safe
@verified_required
def invitations(request: PersonRequest) -> HttpResponse:
    """Invitations to an address that the reader has confirmed."""
    rows = CenterInvitation.objects.addressed_to(request.user)
    context = {"invitations": rows.select_related("center__country")}
    return render(request, "counselors/invitations.html", context)


@require_POST
@verified_required
def invitation_accept(request: PersonRequest, pk: int) -> HttpResponse:
    rows = CenterInvitation.objects.addressed_to(request.user)
    try:
        network.accept_invitation(get_object_or_404(rows, pk=pk), by=request.user)
    except network.NotInvited:
        messages.error(request, _("This invitation has been used."))
        return redirect("counselors:invitations")
    messages.success(request, _("Welcome. Write down what you help with."))
    return redirect("counselors:profile")
