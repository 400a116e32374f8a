"""Who sees what: visibility, ownership, and the ledger that remembers both."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import enterprises, ownership
from accounts.forms import OwnershipForm, VisibilityForm
from accounts.forms.visibility import NO, QUESTION_WORDS, YES
from accounts.models import Consent, Disclosure, Enterprise, OwnershipFacts
from accounts.permissions import PersonRequest, member_required, owner_required
from reference.definitions import CITIZENSHIP, Outcome

PAGE_LENGTH = 20


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def visibility(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    if "withdraw" in request.POST:
        enterprises.make_private(enterprise, by=request.user)
        messages.success(request, _("Nothing is shown to others from now on."))
        return redirect("accounts:visibility", enterprise.pk)
    initial = {group: enterprise.visibility_of(group) for group in Enterprise.GROUPS}
    form = VisibilityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        enterprises.set_visibility(enterprise, visibility=form.as_mapping(), by=request.user)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("accounts:visibility", enterprise.pk)
    context = {
        "enterprise": enterprise,
        "form": form,
        "ownership": ownership.stated_by(enterprise, reader=request.user),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/visibility.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def ownership_facts(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    facts = ownership.stated_by(enterprise, reader=request.user)
    form = OwnershipForm(request.POST if request.method == "POST" else None, initial=stated(facts))
    if form.is_valid():
        ownership.record_facts(
            enterprise,
            shares=form.as_shares(),
            visibility=form.cleaned_data["visibility"],
            by=request.user,
        )
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("accounts:ownership", enterprise.pk)
    context = {
        "enterprise": enterprise,
        "form": form,
        "facts": facts,
        "definitions": in_words(
            ownership.definitions_met(facts or OwnershipFacts(enterprise=enterprise))
        ),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/ownership.html", context, status=status)


def stated(facts: OwnershipFacts | None) -> dict[str, object]:
    if facts is None or not facts.is_disclosed:
        return {}
    return {
        "answer": OwnershipForm.Answer.STATED,
        "owned_percent": facts.owned_percent,
        "managed_percent": facts.managed_percent,
        "controlled_percent": facts.controlled_percent,
        "as_of_on": facts.as_of_on,
        "visibility": facts.visibility,
        "citizen_of": facts.citizen_of,
        "resident_of": facts.resident_of,
        **{name: YES if answer else NO for name, answer in facts.answers.items()},
    }


def in_words(outcomes: list[Outcome]) -> list[dict[str, object]]:
    """Criteria as the form asks for them, so that a gap can be found and filled."""
    return [
        {
            "definition": outcome.definition,
            "verdict": outcome.verdict,
            "failed": [criterion_words(name) for name in outcome.failed],
            "missing": [criterion_words(name) for name in outcome.missing],
        }
        for outcome in outcomes
    ]


def criterion_words(name: str) -> str:
    if name in QUESTION_WORDS:
        return str(QUESTION_WORDS[name])
    field = "citizen_of" if name == CITIZENSHIP else f"{name}_percent"
    return str(OwnershipForm.base_fields[field].label)


@require_safe
@member_required
def ledger(request: PersonRequest, enterprise: Enterprise) -> HttpResponse:
    """Every consent of an enterprise, and every passing of fields under one."""
    rows = Consent.objects.visible_to(request.user).filter(enterprise=enterprise)
    rows = rows.select_related("given_by", "withdrawn_by")
    passed = Disclosure.objects.visible_to(request.user).filter(consent__enterprise=enterprise)
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "enterprise": enterprise,
        "page": page,
        "disclosures": passed.select_related("consent")[:PAGE_LENGTH],
    }
    return render(request, "accounts/consents.html", context)
