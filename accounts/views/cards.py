"""Offers and needs: made, changed and removed by the owners of an enterprise."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import enterprises
from accounts.forms import CardForm, as_typed
from accounts.models import Card, Enterprise, Need, Offer
from accounts.permissions import PersonRequest, owner_required

MODELS: dict[str, type[Offer] | type[Need]] = {"offer": Offer, "need": Need}


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def card_new(request: PersonRequest, enterprise: Enterprise, kind: str) -> HttpResponse:
    form = CardForm(request.POST if request.method == "POST" else None)
    if "find" in request.POST:
        form = as_typed(form)
    elif form.is_valid():
        enterprises.add_card(enterprise, model=MODELS[kind], facts=form.as_facts(), by=request.user)
        messages.success(request, _("The card is saved."))
        return redirect("accounts:enterprise", enterprise.pk)
    return card_page(request, form, {"enterprise": enterprise, "kind": kind})


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def card_edit(request: PersonRequest, enterprise: Enterprise, kind: str, card: int) -> HttpResponse:
    row = own_card(request, enterprise, kind, card)
    initial = {
        "title": row.title,
        "kind": row.kind,
        "text": row.text,
        "language": row.language,
        "sectors": [sector.key for sector in row.sectors.all()],
    }
    form = CardForm(request.POST if request.method == "POST" else None, initial=initial)
    if "find" in request.POST:
        form = as_typed(form)
    elif form.is_valid():
        enterprises.change_card(row, facts=form.as_facts(), by=request.user)
        messages.success(request, _("The card is saved."))
        return redirect("accounts:enterprise", enterprise.pk)
    return card_page(request, form, {"enterprise": enterprise, "kind": kind, "card": row})


def card_page(request: PersonRequest, form: CardForm, context: dict[str, Any]) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, "accounts/card_form.html", {**context, "form": form}, status=status)


def own_card(request: PersonRequest, enterprise: Enterprise, kind: str, card: int) -> Card:
    cards = MODELS[kind].objects.owned_by(request.user).filter(enterprise=enterprise)
    return get_object_or_404(cards, pk=card)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def card_delete(
    request: PersonRequest, enterprise: Enterprise, kind: str, card: int
) -> HttpResponse:
    row = own_card(request, enterprise, kind, card)
    if request.method == "POST":
        enterprises.remove_card(row, by=request.user)
        messages.success(request, _("The card is removed."))
        return redirect("accounts:enterprise", enterprise.pk)
    question = _("Remove the card “%(title)s”?") % {"title": row.title}
    return render(
        request, "accounts/confirm.html", {"enterprise": enterprise, "question": question}
    )
