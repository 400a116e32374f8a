"""Good practice, written down: published, reviewed when due, used by colleagues."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications, vault
from accounts.vault import scanner
from accounts.vault.store import path_of, write
from counselors.models import Article, ArticleFile, ArticleVersion, Counselor

REVIEW_AFTER = timedelta(days=365)
TEXTS = ("title", "text")
MOST_FILES = 5


class NotTheAuthor(PermissionError):
    """Only the author changes or reviews a practice note."""


@transaction.atomic
def publish(*, facts: dict[str, Any], by: Counselor) -> Article:
    """Put a practice note into the library; it counts as reviewed today."""
    today = timezone.localdate()
    return Article.objects.create(
        author=by, reviewed_on=today, review_due_on=next_review(today), **facts
    )


@transaction.atomic
def change(article: Article, *, facts: dict[str, Any], by: Counselor) -> Article:
    """Change a note; how it read before is kept as a version."""
    row = Article.objects.select_for_update().get(pk=article.pk)
    require_author(row, by)
    if any(getattr(row, name) != facts.get(name, getattr(row, name)) for name in TEXTS):
        ArticleVersion.objects.create(
            article=row,
            number=row.number,
            title=row.title,
            text=row.text,
            written_by=row.author,
            written_at=row.changed_at,
        )
        row.number += 1
        row.changed_at = timezone.now()
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def review(article: Article, *, by: Counselor) -> Article:
    """The author has read it again and it still holds."""
    require_author(article, by)
    article.reviewed_on = timezone.localdate()
    article.review_due_on = next_review(article.reviewed_on)
    article.save(update_fields=["reviewed_on", "review_due_on"])
    return article


def require_author(article: Article, by: Counselor) -> None:
    if article.author_id != by.pk:
        raise NotTheAuthor


def next_review(day: date) -> date:
    return day + REVIEW_AFTER


def attach(article: Article, *, upload: UploadedFile, by: Counselor) -> ArticleFile:
    """Keep a file with a note. A vault.BadFile says why one is not kept."""
    require_author(article, by)
    if (upload.size or 0) > vault.MOST_BYTES:
        raise vault.BadFile(_("The file is larger than 5 megabytes."))
    if article.files.count() >= MOST_FILES:
        raise vault.BadFile(_("This note has five files already. Remove one first."))
    content = vault.checked(upload.name or "", upload.read())
    if scanner.is_set_up() and scanner.scan(content.data) is not scanner.Finding.CLEAN:
        raise vault.BadFile(_("The virus scanner refused this file."))
    stored_as = uuid.uuid4().hex
    written = write(stored_as, content.data)
    try:
        return ArticleFile.objects.create(
            article=article,
            added_by=by,
            name=content.name,
            kind=content.kind,
            size=len(content.data),
            stored_as=stored_as,
        )
    except BaseException:
        written.unlink(missing_ok=True)
        raise


@transaction.atomic
def detach(row: ArticleFile, *, by: Counselor) -> None:
    """Forget a file, and its bytes once that holds."""
    require_author(row.article, by)
    path = path_of(row.stored_as)
    row.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def opened(row: ArticleFile) -> bytes:
    """The bytes of a row that came through its scope; FileNotFoundError where they are gone."""
    return path_of(row.stored_as).read_bytes()


@transaction.atomic
def mark_used(article: Article, *, by: Counselor) -> None:
    """'I used this': counted once a counselor."""
    article.used_by.add(by)


def family(article: Article) -> QuerySet[Article]:
    """The same note in the other languages."""
    root = article.version_of_id or article.pk
    return Article.objects.filter(Q(pk=root) | Q(version_of=root)).exclude(pk=article.pk)


def find(
    articles: QuerySet[Article], *, words: str, topic: str, country: str, language: str, sector: str
) -> QuerySet[Article]:
    """Those with every word and, where one is given, of that topic, place, language and sector."""
    for word in words.split():
        articles = articles.filter(Q(title__icontains=word) | Q(text__icontains=word))
    named = {"topic": topic, "country": country, "language": language}
    named["sector__code"] = sector
    return articles.filter(**{name: value for name, value in named.items() if value})


def remind_reviews(*, today: date) -> int:
    """Tell authors once that a review is overdue."""
    overdue = Article.objects.filter(review_due_on__lt=today).select_related("author__user")
    told = [article for article in overdue if article.author.is_working]
    for article in told:
        notifications.notify(
            article.author.user,
            kind="counselors.review_due",
            cause=f"article-{article.pk}-{article.review_due_on}",
            facts={"article": article},
            route="counselors:article",
            arguments=[article.pk],
        )
    return len(told)
