"""Files of practice notes: added and removed by the author, saved by colleagues."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import vault
from accounts.permissions import PersonRequest
from counselors import library
from counselors.forms import ArticleFileForm
from counselors.models import Article, ArticleFile
from counselors.permissions import CounselorRequest, colleague_required, counselor_required


@require_POST
@counselor_required
def article_file_add(request: CounselorRequest, pk: int) -> HttpResponse:
    rows = Article.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk, author=request.counselor)
    form = ArticleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("counselors:article", pk)
    try:
        library.attach(row, upload=form.cleaned_data["paper"], by=request.counselor)
    except vault.BadFile as bad:
        messages.error(request, str(bad))
    else:
        messages.success(request, _("The file is kept with the note."))
    return redirect("counselors:article", pk)


@require_POST
@counselor_required
def article_file_remove(request: CounselorRequest, pk: int) -> HttpResponse:
    rows = ArticleFile.objects.visible_to(request.user).select_related("article")
    row = get_object_or_404(rows, pk=pk, article__author=request.counselor)
    library.detach(row, by=request.counselor)
    messages.success(request, _("The file is gone."))
    return redirect("counselors:article", row.article_id)


@never_cache
@require_safe
@colleague_required
def article_file(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand out one paper, always as something to save and never as a page."""
    row = get_object_or_404(ArticleFile.objects.visible_to(request.user), pk=pk)
    try:
        data = library.opened(row)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(data, content_type=row.kind)
    disposition = content_disposition_header(as_attachment=True, filename=row.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
