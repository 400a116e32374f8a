"""What the invented counselors share: the board, the library, the trainings."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from counselors import library, questions, trainings
from counselors.models import Article, Counselor, Question, Registration, Training

Told = Mapping[str, Any]


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def add_board(told: Told, counselor: Callable[[str], Counselor]) -> None:
    """Questions with their answers, and practice notes with those who used them."""
    for author, topic, country, language, title, text, answers, solved in told["questions"]:
        facts = {
            "title": title,
            "text": text,
            "language": language,
            "topic": topic,
            "country_id": country,
        }
        asker = counselor(author)
        question = questions.ask(facts=facts, by=asker)
        written = [
            questions.answer(question, text=words, by=counselor(colleague))
            for colleague, words in answers
        ]
        if solved:
            questions.mark_answered(question, best=written[0], by=asker)
        Question.objects.filter(pk=question.pk).update(asked_at=ago(10))


def add_library(told: Told, counselor: Callable[[str], Counselor]) -> None:
    made: list[Article] = []
    for author, topic, country, language, title, text, days, users, root in told["articles"]:
        facts = {
            "title": title,
            "text": text,
            "language": language,
            "topic": topic,
            "country_id": country,
            "version_of": made[root] if root is not None else None,
        }
        article = library.publish(facts=facts, by=counselor(author))
        made.append(article)
        for colleague in users:
            library.mark_used(article, by=counselor(colleague))
        day = timezone.localdate() - timedelta(days=days)
        Article.objects.filter(pk=article.pk).update(
            reviewed_on=day,
            review_due_on=day + library.REVIEW_AFTER,
            published_at=ago(days),
            changed_at=ago(days),
        )


def add_trainings(
    told: Told, counselor: Callable[[str], Counselor], owner: Callable[[str], User]
) -> None:
    """Trainings to come with those who registered, and one that was held."""
    for author, language, kind, title, text, place, days, size, is_public, who in told["trainings"]:
        starts = (timezone.now() + timedelta(days=abs(days))).replace(
            hour=17, minute=0, second=0, microsecond=0
        )
        facts = {
            "title": title,
            "text": text,
            "language": language,
            "kind": kind,
            "place": place,
            "link": "https://meet.example.org/demo" if kind == "webinar" else "",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "capacity": size,
            "is_public": is_public,
        }
        training = trainings.announce(facts=facts, by=counselor(author))
        for key in who:
            trainings.register(training, person=owner(key))
        if days < 0:
            held_before(training, days)


def held_before(training: Training, days: int) -> None:
    """A training of the past: people had registered before it and were there."""
    starts = training.starts_at + timedelta(days=2 * days)
    Training.objects.filter(pk=training.pk).update(
        starts_at=starts, ends_at=starts + timedelta(hours=2)
    )
    training.refresh_from_db()
    rows = Registration.objects.filter(training=training)
    trainings.record_attendance(training, present=list(rows.values_list("pk", flat=True)))
    first = rows.first()
    if first is not None:
        trainings.give_feedback(first, rating=5, words="More time for the example, please. (demo)")
