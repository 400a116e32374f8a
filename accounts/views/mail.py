"""Which mails a person gets, and the one-click way out of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import mail_choices
from accounts.forms.mail import MailForm
from accounts.permissions import PersonRequest, verified_required


@require_http_methods(["GET", "HEAD", "POST"])
@verified_required
def mail(request: PersonRequest) -> HttpResponse:
    person = request.user
    initial = {
        **mail_choices.choices_of(person),
        "quiet_from": str(person.quiet_from),
        "quiet_until": str(person.quiet_until),
    }
    form = MailForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        mail_choices.choose(person, rhythms=form.rhythms)
        person.quiet_from, person.quiet_until = form.quiet_hours
        person.save(update_fields=["quiet_from", "quiet_until"])
        messages.success(request, _("Your choice of mails is saved."))
        return redirect("accounts:mail")
    status = 400 if form.errors else 200
    return render(request, "accounts/mail.html", {"form": form}, status=status)


# The signed token in the address is the permission: mail programs post here without a session.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so that a link scanner unsubscribes nobody; a POST does."""
    try:
        person, topic = mail_choices.read_token(token)
    except mail_choices.NotAToken as error:
        raise Http404 from error
    is_done = request.method == "POST"
    if is_done:
        mail_choices.stop(person, topic)
    context = {"topic": mail_choices.topic_name(topic), "is_done": is_done}
    return render(request, "accounts/unsubscribe.html", context)
