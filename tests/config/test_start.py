"""What `make demo` does: set up once, again without loss, refuse a busy port in one line."""

import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Enterprise, User
from config.management.commands import seed_demo, start
from counselors.models import Counselor
from matchmaking.models import Recommendation
from tenders.models import Tender, TenderVersion


@pytest.mark.django_db
def test_the_demo_network_is_loaded_once_and_whole() -> None:
    call_command("seed_demo", stdout=StringIO())
    call_command("seed_demo", stdout=StringIO())

    assert Enterprise.objects.filter(is_demo=True).count() == 40
    assert Counselor.objects.count() == 9
    assert Tender.objects.count() == 120
    assert TenderVersion.objects.filter(number=1).count() == 120


@pytest.mark.django_db
def test_each_demo_login_is_there_with_its_password() -> None:
    call_command("seed_demo", stdout=StringIO())

    people = [User.objects.get(email=email) for email, _who in seed_demo.LOGINS]

    assert all(person.check_password(seed_demo.PASSWORD) for person in people)
    assert [person.language for person in people] == ["es", "fr", "en", "en"]
    assert people[-1].is_programme_administrator


@pytest.mark.django_db
def test_set_up_ends_with_recommendations_and_says_where_to_look() -> None:
    port, words = free_port(), StringIO()

    call_command("start", "--demo", "--only-set-up", "--port", str(port), stdout=words)

    said = words.getvalue()
    assert f"http://127.0.0.1:{port}/" in said
    assert [email in said for email, _who in seed_demo.LOGINS] == [True] * 4
    assert Recommendation.objects.values("enterprise").distinct().count() == 40


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=rf"^Port {port} of 127.0.0.1 cannot be used"):
            start.refuse_busy("127.0.0.1", port)


def test_a_port_that_is_none_is_one_clear_line() -> None:
    with pytest.raises(CommandError, match="make demo PORT=8001"):
        start.refuse_busy("127.0.0.1", 70_000)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
