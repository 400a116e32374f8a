"""Before an enterprise is registered: a text to start from, possible twins, what was kept."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import drafts, enterprises, suggestions
from accounts.forms import PastedForm, StruckForm
from accounts.permissions import PersonRequest, verified_required


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def start(request: PersonRequest) -> HttpResponse:
    """Paste a text or bring a file; what is read from it can be struck out line by line."""
    if "use" in request.POST:
        return use(request)
    form = PastedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        text, language = form.cleaned_data["text"], form.cleaned_data["language"]
        found = suggestions.suggest(text, language=language)
        struck = StruckForm(found=found, text=text, language=language)
        context = {"form": struck, "found": found, "brochure": form.cleaned_data["file"]}
        return render(request, "accounts/enterprise_suggested.html", context)
    status = 400 if form.errors else 200
    return render(request, "accounts/enterprise_start.html", {"form": form}, status=status)


def use(request: PersonRequest) -> HttpResponse:
    """Put what was kept into the registration begun; nothing is an enterprise yet."""
    form = StruckForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/enterprise_suggested.html", {"form": form}, status=400)
    typed = drafts.of(request.user) or QueryDict(mutable=True)
    for name, values in form.as_typed().items():
        typed.setlist(name, values)
    drafts.keep(typed, by=request.user)
    messages.success(request, _("Your text is in the form. Check it and add what is missing."))
    return redirect("accounts:enterprise-new")


@never_cache
@require_safe
@verified_required
def twins(request: PersonRequest) -> HttpResponse:
    """For the page while somebody types a name: who may be the same firm. A piece, not a page."""
    if not request.htmx:
        return redirect("accounts:enterprise-new")
    found = enterprises.find_twins(
        request.user,
        name=request.GET.get("legal_name", "")[:200],
        country=request.GET.get("country", "")[:2],
    )
    return render(request, "accounts/twins.html", {"twins": found})


@require_POST
@verified_required
def draft_keep(request: PersonRequest) -> HttpResponse:
    """Keep what stands in the form, in passing, unless it is registered by now."""
    is_late = drafts.is_registered(request.POST, by=request.user)
    row = None if is_late else drafts.keep(request.POST, by=request.user)
    return render(request, "accounts/draft_kept.html", {"draft": row})


@require_POST
@verified_required
def draft_forget(request: PersonRequest) -> HttpResponse:
    drafts.forget(request.user)
    messages.success(request, _("What you had begun is thrown away."))
    return redirect("accounts:enterprise-new")
