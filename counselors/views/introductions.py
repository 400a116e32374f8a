"""A counselor brings a client and a partner together, and follows what both say."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Enterprise
from counselors import proposals
from counselors.forms import IntroduceForm
from counselors.models import Engagement
from counselors.permissions import CounselorRequest, client_required
from matchmaking import introductions


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def introduce(request: CounselorRequest, engagement: Engagement, partner: int) -> HttpResponse:
    """Write why the two should meet; both are asked, and nothing passes before both say yes."""
    others = Enterprise.objects.visible_to(request.user).exclude(pk=engagement.enterprise_id)
    other = get_object_or_404(others.select_related("country"), pk=partner)
    form = IntroduceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            proposals.introduce(
                engagement, partner=other, note=form.cleaned_data["note"], by=request.counselor
            )
        except introductions.AlreadyThere:
            messages.error(request, _("These two have been asked already."))
        except introductions.NotPossible:
            messages.error(request, _("Both enterprises must be listed in the directory first."))
        else:
            messages.success(request, _("Both are asked. You see here what they answer."))
        return redirect("counselors:client", engagement.pk)
    context = {"engagement": engagement, "partner": other, "form": form}
    status = 400 if form.errors else 200
    return render(request, "counselors/introduce.html", context, status=status)
