"""Certificates with their papers and state, past projects, and the client's word on them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit, enterprises, evidence, moderation, vault
from accounts.forms import CertificateForm, ClientForm, ConfirmationForm, PaperForm, ProjectForm
from accounts.models import AuditEntry, Certificate, Enterprise, Project, StoredFile
from accounts.permissions import PersonRequest, owner_required, verified_required


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def certificate_new(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = enterprises.declare_certificate(enterprise, by=request.user, **form.cleaned_data)
        messages.success(request, _("The entry is saved."))
        return redirect("accounts:certificate", enterprise.pk, row.pk)
    context = {"enterprise": enterprise, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/certificate_form.html", context, status=status)


@require_safe
@owner_required
def certificate(request: PersonRequest, enterprise: Enterprise, certificate: int) -> HttpResponse:
    """One entry: what is stated, its paper, where it stands, and what happened to it."""
    row = own_certificate(request, enterprise, certificate)
    return certificate_page(request, row, PaperForm())


def certificate_page(request: PersonRequest, row: Certificate, form: PaperForm) -> HttpResponse:
    history = AuditEntry.objects.visible_to(request.user).about(moderation.thing_of(row))
    context = {
        "enterprise": row.enterprise,
        "certificate": row,
        "form": form,
        "history": history.select_related("actor"),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/certificate_detail.html", context, status=status)


def own_certificate(request: PersonRequest, enterprise: Enterprise, pk: int) -> Certificate:
    own = Certificate.objects.owned_by(request.user).filter(enterprise=enterprise)
    return get_object_or_404(own.select_related("enterprise", "file", "verified_by"), pk=pk)


@require_POST
@owner_required
def certificate_paper(
    request: PersonRequest, enterprise: Enterprise, certificate: int
) -> HttpResponse:
    row = own_certificate(request, enterprise, certificate)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return certificate_page(request, row, form)
    try:
        evidence.attach_paper(row, upload=form.cleaned_data["paper"], by=request.user)
    except vault.BadFile as bad:
        form.add_error("paper", str(bad))
        return certificate_page(request, row, form)
    except evidence.Locked:
        messages.error(request, _("Take the entry back before you change its file."))
    else:
        messages.success(request, _("The file is kept with the entry."))
    return redirect("accounts:certificate", enterprise.pk, row.pk)


@require_POST
@owner_required
def certificate_submit(
    request: PersonRequest, enterprise: Enterprise, certificate: int
) -> HttpResponse:
    row = own_certificate(request, enterprise, certificate)
    try:
        moderation.submit(row, by=request.user)
    except moderation.NotWaiting:
        messages.info(request, _("The entry has been handed in already."))
    else:
        messages.success(request, _("Handed in. You will be told what the programme decides."))
    return redirect("accounts:certificate", enterprise.pk, row.pk)


@require_POST
@owner_required
def certificate_take_back(
    request: PersonRequest, enterprise: Enterprise, certificate: int
) -> HttpResponse:
    row = own_certificate(request, enterprise, certificate)
    try:
        moderation.take_back(row, by=request.user)
    except moderation.NotWaiting:
        messages.info(request, _("The entry is with you already."))
    else:
        messages.success(request, _("Taken back. It stands as declared by the enterprise."))
    return redirect("accounts:certificate", enterprise.pk, row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def certificate_delete(
    request: PersonRequest, enterprise: Enterprise, certificate: int
) -> HttpResponse:
    row = own_certificate(request, enterprise, certificate)
    if request.method == "POST":
        evidence.forget_certificate(row, by=request.user)
        messages.success(request, _("The entry is removed."))
        return redirect("accounts:enterprise", enterprise.pk)
    question = _("Remove the entry “%(standard)s”?") % {"standard": row.standard}
    return render(
        request, "accounts/confirm.html", {"enterprise": enterprise, "question": question}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def project_new(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    form = ProjectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = evidence.add_project(enterprise, by=request.user, **form.cleaned_data)
        messages.success(request, _("The project is saved."))
        return redirect("accounts:project-ask", enterprise.pk, row.pk)
    context = {"enterprise": enterprise, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/project_form.html", context, status=status)


def own_project(request: PersonRequest, enterprise: Enterprise, pk: int) -> Project:
    own = Project.objects.owned_by(request.user).filter(enterprise=enterprise)
    return get_object_or_404(own.select_related("enterprise"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def project_ask(request: PersonRequest, enterprise: Enterprise, project: int) -> HttpResponse:
    """Ask the client for a word; the link goes to her mailbox alone."""
    row = own_project(request, enterprise, project)
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            evidence.ask_client(row, address=form.cleaned_data["address"], by=request.user)
        except evidence.AskedEnough:
            form.add_error("address", _("You have asked five clients today. Ask again tomorrow."))
        else:
            messages.success(request, _("The client is asked. You will be told of the answer."))
            return redirect("accounts:enterprise", enterprise.pk)
    context = {"enterprise": enterprise, "project": row, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/project_ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def project_delete(request: PersonRequest, enterprise: Enterprise, project: int) -> HttpResponse:
    row = own_project(request, enterprise, project)
    if request.method == "POST":
        evidence.remove_project(row, by=request.user)
        messages.success(request, _("The project is removed."))
        return redirect("accounts:enterprise", enterprise.pk)
    question = _("Remove the project “%(title)s”?") % {"title": row.title}
    return render(
        request, "accounts/confirm.html", {"enterprise": enterprise, "question": question}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def project_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """For the client, without an account: a look changes nothing, only the button does."""
    try:
        project = evidence.project_of(key)
        form = ConfirmationForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            evidence.confirm_project(key, name=form.cleaned_data["name"])
            return render(request, "accounts/project_confirmed.html", {"project": project})
    except evidence.NotAsked:
        return render(request, "accounts/project_not_asked.html", status=404)
    context = {"project": project, "form": form}
    status = 400 if form.errors else 200
    return render(request, "accounts/project_confirm.html", context, status=status)


@never_cache
@require_safe
@verified_required
def file(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand out one paper, always as something to save and never as a page."""
    rows = StoredFile.objects.visible_to(request.user).served()
    row = get_object_or_404(rows.select_related("enterprise"), pk=pk)
    try:
        data = vault.opened(row)
    except FileNotFoundError as gone:
        raise Http404 from gone
    if not Enterprise.objects.of_member(request.user).filter(pk=row.enterprise_id).exists():
        audit.record(
            "file.read", thing=f"file:{row.pk}", by=request.user, enterprise=row.enterprise
        )
    return vault.as_attachment(row, data)
