"""The board, the library and the trainings."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Notification
from counselors import library, questions, trainings
from counselors.models import Article, Question, Registration, Training
from reference.models import Sector
from tests.counselors.makers import ArticleFactory, QuestionFactory, TrainingFactory
from tests.factories import CounselorFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_answer_is_told_to_who_follows_and_not_to_its_writer() -> None:
    question = QuestionFactory()
    follower, writer = CounselorFactory(), CounselorFactory()
    for person in (question.author, follower, writer):
        questions.follow(question, by=person)

    questions.answer(question, text="A temporary import.", by=writer)

    told = Notification.objects.filter(kind="counselors.question_answered")
    assert {row.recipient for row in told} == {question.author.user, follower.user}


def test_only_who_asked_says_what_helped() -> None:
    question = QuestionFactory()
    answer = questions.answer(question, text="Yes.", by=CounselorFactory())

    with pytest.raises(questions.NotTheAuthor):
        questions.mark_answered(question, best=answer, by=answer.author)
    questions.mark_answered(question, best=answer, by=question.author)

    assert question.best_answer == answer


@pytest.mark.parametrize("model", [Question, Article])
def test_colleagues_of_every_center_read_and_nobody_else(model: type[Question]) -> None:
    made = {Question: QuestionFactory, Article: ArticleFactory}[model]()
    readers = [CounselorFactory().user, UserFactory(is_programme_administrator=True)]
    strangers = [UserFactory(), CounselorFactory(verified_at=None).user, AnonymousUser()]

    assert [list(model.objects.visible_to(reader)) for reader in readers] == [[made], [made]]
    assert [list(model.objects.visible_to(reader)) for reader in strangers] == [[], [], []]


def test_the_library_is_narrowed_by_sector(client: Client) -> None:
    reader = CounselorFactory().user
    solar, wind = Sector.objects.filter(scheme=Sector.Scheme.NAICS).order_by("code")[:2]
    wanted = ArticleFactory(title="About one", sector=solar)
    ArticleFactory(title="About another", sector=wind)
    ArticleFactory(title="About none")
    client.force_login(reader)

    found = client.get(reverse("counselors:article-list"), {"sector": solar.code})
    refused = client.get(reverse("counselors:article-list"), {"sector": "no such sector"})

    assert list(found.context["page"]) == [wanted]
    assert (found.status_code, refused.status_code) == (200, 400)


def test_a_change_keeps_how_it_read_before() -> None:
    article = ArticleFactory(title="Before")

    library.change(article, facts={"title": "After"}, by=article.author)
    library.change(article, facts={"title": "After"}, by=article.author)

    article.refresh_from_db()
    assert (article.title, article.number) == ("After", 2)
    assert [(row.number, row.title) for row in article.versions.all()] == [(1, "Before")]


def test_an_overdue_review_is_told_once_until_it_is_done() -> None:
    today = timezone.localdate()
    article = ArticleFactory(
        reviewed_on=today - timedelta(days=400), review_due_on=today - timedelta(days=35)
    )

    library.remind_reviews(today=today)
    library.remind_reviews(today=today)
    library.review(article, by=article.author)

    assert Notification.objects.filter(kind="counselors.review_due").count() == 1
    assert library.remind_reviews(today=today) == 0


def test_using_a_note_twice_counts_once() -> None:
    article, colleague = ArticleFactory(), CounselorFactory()

    library.mark_used(article, by=colleague)
    library.mark_used(article, by=colleague)

    assert article.used_by.count() == 1


def test_language_versions_find_each_other() -> None:
    english = ArticleFactory()
    spanish = ArticleFactory(language="es", version_of=english)
    french = ArticleFactory(language="fr", version_of=english)

    assert set(library.family(spanish)) == {english, french}


def test_a_full_training_has_a_waiting_list_that_moves_up() -> None:
    training = TrainingFactory(capacity=1)
    first, second, third = UserFactory.create_batch(3)
    rows = [trainings.register(training, person=person) for person in (first, second, third)]
    assert [row.state for row in rows] == ["place", "waiting", "waiting"]

    trainings.cancel_registration(rows[0])

    states = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cancelled", "place", "waiting"]
    assert Notification.objects.get(kind="counselors.training_place").recipient == second


def test_more_places_go_to_those_who_wait() -> None:
    training = TrainingFactory(capacity=1)
    rows = [trainings.register(training, person=UserFactory()) for _person in range(3)]

    trainings.change(training, facts={"capacity": 2})

    rows[1].refresh_from_db()
    assert rows[1].state == Registration.State.PLACE


def test_twice_is_once_and_too_late_is_refused() -> None:
    training, person = TrainingFactory(), UserFactory()
    trainings.register(training, person=person)
    trainings.register(training, person=person)
    assert Registration.objects.count() == 1

    Training.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(trainings.TrainingClosed):
        trainings.register(training, person=UserFactory())


def test_the_link_is_for_those_with_a_place(client: Client) -> None:
    training = TrainingFactory(link="https://meet.example.org/secret")
    address = reverse("counselors:training", args=[training.pk])
    person = UserFactory()
    client.force_login(person)
    assert "meet.example.org" not in client.get(address).content.decode()

    trainings.register(training, person=person)

    assert "meet.example.org" in client.get(address).content.decode()


def test_feeds_hold_public_trainings_and_no_link(client: Client) -> None:
    TrainingFactory(title="Öffen for all", link="https://meet.example.org/secret")
    TrainingFactory(title="Among counselors", is_public=False)
    TrainingFactory(title="Called off", cancelled_at=timezone.now())

    calendar = client.get(reverse("counselors:training-calendars")).content
    atom = client.get(reverse("counselors:training-feed")).content.decode()

    events = Calendar.from_ical(calendar).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Öffen for all"]
    assert "Among counselors" not in atom
    assert "Called off" not in atom
    assert "meet.example.org" not in f"{calendar!r}{atom}"


def test_attendance_gives_a_certificate_and_a_voice(client: Client) -> None:
    training = TrainingFactory()
    person, absent = UserFactory(full_name="Ana Núñez"), UserFactory()
    came = trainings.register(training, person=person)
    trainings.register(training, person=absent)
    Training.objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )
    client.force_login(training.organiser.user)
    client.post(reverse("counselors:attendance", args=[training.pk]), {"present": [came.pk]})

    client.force_login(person)
    page = client.get(reverse("counselors:certificate", args=[training.pk]))
    client.post(reverse("counselors:feedback", args=[training.pk]), {"rating": 5, "words": "Más"})

    assert "Ana Núñez" in page.content.decode()
    came.refresh_from_db()
    assert (came.attendance, came.rating, came.feedback) == ("present", 5, "Más")
    client.force_login(absent)
    address = reverse("counselors:certificate", args=[training.pk])
    assert client.get(address).status_code == 404


def test_those_with_a_place_are_reminded_once() -> None:
    training = TrainingFactory(starts_at=timezone.now() + timedelta(hours=30))
    trainings.register(training, person=UserFactory())

    trainings.remind(now=timezone.now())
    trainings.remind(now=timezone.now())

    assert Notification.objects.filter(kind="counselors.training_reminder").count() == 1


def test_nobody_was_there_before_it_has_begun(client: Client) -> None:
    training = TrainingFactory()
    place = trainings.register(training, person=UserFactory())
    client.force_login(training.organiser.user)

    client.post(reverse("counselors:attendance", args=[training.pk]), {"present": [place.pk]})

    place.refresh_from_db()
    assert place.attendance == "unknown"


def test_the_board_is_filtered_by_language(client: Client) -> None:
    spanish = QuestionFactory(language="es")
    QuestionFactory(language="en")
    client.force_login(spanish.author.user)

    page = client.get(reverse("counselors:question-list"), {"language": "es"})

    assert list(page.context["page"]) == [spanish]


def test_an_author_who_left_is_not_reminded_of_a_review() -> None:
    past = timezone.localdate() - timedelta(days=400)
    ArticleFactory(
        author__verified_at=None, reviewed_on=past, review_due_on=past + timedelta(days=365)
    )

    assert library.remind_reviews(today=timezone.localdate()) == 0
