"""The board on which counselors ask each other, across centers and countries."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import notifications
from counselors.models import Answer, Counselor, Question


class NotTheAuthor(PermissionError):
    """Only who asked says which answer helped."""


@transaction.atomic
def ask(*, facts: dict[str, Any], by: Counselor) -> Question:
    """Put a question on the board; who asks follows it."""
    question = Question.objects.create(author=by, **facts)
    question.followers.add(by)
    return question


@transaction.atomic
def answer(question: Question, *, text: str, by: Counselor) -> Answer:
    """Answer a question; all who follow it are told, except the one who writes."""
    written = Answer.objects.create(question=question, author=by, text=text)
    for follower in question.followers.exclude(pk=by.pk).select_related("user"):
        if follower.is_working:
            notifications.notify(
                follower.user,
                kind="counselors.question_answered",
                cause=f"answer-{written.pk}",
                facts={"colleague": by, "question": question},
                route="counselors:question",
                arguments=[question.pk],
            )
    question.followers.add(by)
    return written


@transaction.atomic
def mark_answered(question: Question, *, best: Answer, by: Counselor) -> Question:
    """Say which answer helped; the question counts as answered from now on."""
    if question.author_id != by.pk or best.question_id != question.pk:
        raise NotTheAuthor
    question.best_answer = best
    question.save(update_fields=["best_answer"])
    return question


@transaction.atomic
def follow(question: Question, *, by: Counselor) -> None:
    question.followers.add(by)


@transaction.atomic
def unfollow(question: Question, *, by: Counselor) -> None:
    question.followers.remove(by)


def find(
    questions: QuerySet[Question],
    *,
    words: str,
    topic: str,
    country: str,
    language: str,
    state: str,
) -> QuerySet[Question]:
    for word in words.split():
        questions = questions.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if state:
        questions = questions.filter(best_answer__isnull=state == "open")
    named = {"topic": topic, "country": country, "language": language}
    return questions.filter(**{name: value for name, value in named.items() if value})
