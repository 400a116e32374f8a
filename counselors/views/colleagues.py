"""The board and the library, for counselors of every center."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import PersonRequest
from counselors import library, questions
from counselors.forms import (
    AnswerForm,
    ArticleFileForm,
    ArticleForm,
    BoardForm,
    LibraryForm,
    QuestionForm,
)
from counselors.models import Answer, Article, ArticleFile, ArticleVersion, Question
from counselors.permissions import CounselorRequest, colleague_required, counselor_required

ROWS_A_PAGE = 20


@require_safe
@colleague_required
def question_list(request: PersonRequest) -> HttpResponse:
    form = BoardForm(request.GET)
    if not form.is_valid():
        return render(request, "counselors/question_list.html", {"form": form}, status=400)
    values = form.cleaned_data
    rows = questions.find(
        Question.objects.visible_to(request.user),
        words=values["q"],
        topic=values["topic"],
        country=values["country"],
        language=values["language"],
        state=values["state"],
    )
    rows = rows.select_related("author__user", "author__center", "country")
    rows = rows.annotate(answer_count=Count("answers")).order_by("-asked_at", "-pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "counselors/question_list.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def question_new(request: CounselorRequest) -> HttpResponse:
    start = {"language": request.user.language}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        row = questions.ask(facts=form.cleaned_data, by=request.counselor)
        messages.success(request, _("Your question is on the board."))
        return redirect("counselors:question", row.pk)
    status = 400 if form.errors else 200
    return render(request, "counselors/question_form.html", {"form": form}, status=status)


@require_safe
@colleague_required
def question(request: PersonRequest, pk: int) -> HttpResponse:
    row = visible_question(request, pk)
    answers = Answer.objects.visible_to(request.user).filter(question=row)
    context = {
        "question": row,
        "answers": answers.select_related("author__user", "author__center__country"),
        "form": AnswerForm(),
        "is_author": row.author.user_id == request.user.pk,
        "is_followed": row.followers.filter(user=request.user).exists(),
    }
    return render(request, "counselors/question.html", context)


def visible_question(request: PersonRequest, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("author__user", "author__center__country", "country"), pk=pk
    )


@require_POST
@counselor_required
def answer_new(request: CounselorRequest, pk: int) -> HttpResponse:
    row = visible_question(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {"question": row, "form": form}
        return render(request, "counselors/answer_form.html", context, status=400)
    questions.answer(row, text=form.cleaned_data["text"], by=request.counselor)
    messages.success(request, _("Your answer is on the board."))
    return redirect("counselors:question", row.pk)


@require_POST
@counselor_required
def answer_best(request: CounselorRequest, pk: int, answer: int) -> HttpResponse:
    """Whoever asked says which answer helped."""
    row = get_object_or_404(
        Question.objects.visible_to(request.user), pk=pk, author=request.counselor
    )
    best = get_object_or_404(Answer.objects.visible_to(request.user), pk=answer, question=row)
    questions.mark_answered(row, best=best, by=request.counselor)
    messages.success(request, _("Marked as answered. Thank you."))
    return redirect("counselors:question", row.pk)


@require_POST
@counselor_required
def question_follow(request: CounselorRequest, pk: int) -> HttpResponse:
    row = visible_question(request, pk)
    if "stop" in request.POST:
        questions.unfollow(row, by=request.counselor)
        messages.success(request, _("You do not follow this question any more."))
    else:
        questions.follow(row, by=request.counselor)
        messages.success(request, _("You are told of each answer."))
    return redirect("counselors:question", row.pk)


@require_safe
@colleague_required
def article_list(request: PersonRequest) -> HttpResponse:
    form = LibraryForm(request.GET)
    if not form.is_valid():
        return render(request, "counselors/article_list.html", {"form": form}, status=400)
    values = form.cleaned_data
    rows = library.find(
        Article.objects.visible_to(request.user),
        words=values["q"],
        topic=values["topic"],
        country=values["country"],
        language=values["language"],
        sector=values["sector"],
    )
    rows = rows.select_related("author__user", "author__center", "country")
    rows = rows.annotate(uses=Count("used_by")).order_by("-changed_at", "-pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "counselors/article_list.html", context)


@require_safe
@colleague_required
def article(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Article.objects.visible_to(request.user).select_related(
        "author__user", "author__center__country", "country", "sector"
    )
    row = get_object_or_404(rows, pk=pk)
    versions = ArticleVersion.objects.visible_to(request.user).filter(article=row)
    context = {
        "article": row,
        "family": library.family(row),
        "versions": versions,
        "files": ArticleFile.objects.visible_to(request.user).filter(article=row),
        "file_form": ArticleFileForm(),
        "uses": row.used_by.count(),
        "is_author": row.author.user_id == request.user.pk,
        "has_used": row.used_by.filter(user=request.user).exists(),
        "today": timezone.localdate(),
    }
    return render(request, "counselors/article.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def article_new(request: CounselorRequest) -> HttpResponse:
    start = {"language": request.user.language, "country": request.counselor.center.country_id}
    form = ArticleForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        row = library.publish(facts=form.cleaned_data, by=request.counselor)
        messages.success(request, _("Your practice note is in the library."))
        return redirect("counselors:article", row.pk)
    context = {"form": form, "article": None}
    status = 400 if form.errors else 200
    return render(request, "counselors/article_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def article_edit(request: CounselorRequest, pk: int) -> HttpResponse:
    """Only the author changes a note; how it read before stays as a version."""
    row = own_article(request, pk)
    form = ArticleForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_valid():
        library.change(row, facts=form.cleaned_data, by=request.counselor)
        messages.success(request, _("Saved. The earlier version is kept."))
        return redirect("counselors:article", pk)
    context = {"form": form, "article": row}
    status = 400 if form.errors else 200
    return render(request, "counselors/article_form.html", context, status=status)


def own_article(request: CounselorRequest, pk: int) -> Article:
    rows = Article.objects.visible_to(request.user)
    return get_object_or_404(rows, pk=pk, author=request.counselor)


@require_POST
@counselor_required
def article_review(request: CounselorRequest, pk: int) -> HttpResponse:
    library.review(own_article(request, pk), by=request.counselor)
    messages.success(request, _("Reviewed today. The next review is due in a year."))
    return redirect("counselors:article", pk)


@require_POST
@counselor_required
def article_used(request: CounselorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    library.mark_used(row, by=request.counselor)
    messages.success(request, _("Counted. Thank you for saying so."))
    return redirect("counselors:article", pk)


@require_safe
@colleague_required
def article_version(request: PersonRequest, pk: int) -> HttpResponse:
    rows = ArticleVersion.objects.visible_to(request.user).select_related(
        "article", "written_by__user"
    )
    context = {"version": get_object_or_404(rows, pk=pk)}
    return render(request, "counselors/article_version.html", context)
