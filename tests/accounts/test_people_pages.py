"""Pages of a person and of the people of an enterprise."""

from django.urls import reverse

from accounts.models import Enterprise, Membership, Notification, User
from tests.accounts.conftest import signed_in
from tests.factories import NotificationFactory


def test_team_page_changes_roles_and_keeps_an_owner(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    client = signed_in(owner)
    own, other = (Membership.objects.get(user=user) for user in (owner, member))

    def role(row: Membership, value: str) -> str:
        client.post(
            reverse("accounts:member-role", args=[enterprise.pk, row.pk]),
            {f"person{row.pk}-role": value},
        )
        row.refresh_from_db()
        return row.role

    assert role(own, "member") == "owner"
    assert role(other, "emperor") == "member"
    assert role(other, "owner") == "owner"
    assert role(own, "member") == "member"


def test_members_cannot_give_themselves_a_role(enterprise: Enterprise, member: User) -> None:
    own = Membership.objects.get(user=member)

    answer = signed_in(member).post(
        reverse("accounts:member-role", args=[enterprise.pk, own.pk]),
        {f"person{own.pk}-role": "owner"},
    )

    own.refresh_from_db()
    assert (answer.status_code, own.role) == (403, "member")


def test_an_ex_member_finds_nothing_at_the_next_request(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    client = signed_in(member)
    row = Membership.objects.get(user=member)
    assert client.get(reverse("accounts:team", args=[enterprise.pk])).status_code == 200

    signed_in(owner).post(reverse("accounts:member-remove", args=[enterprise.pk, row.pk]))

    assert client.get(reverse("accounts:team", args=[enterprise.pk])).status_code == 404


def test_inbox_marks_one_message_and_goes_where_it_leads(owner: User, stranger: User) -> None:
    first = NotificationFactory(recipient=owner, path="/en/preferences/")
    NotificationFactory(recipient=owner)
    client = signed_in(owner)

    answer = client.post(reverse("accounts:inbox-read", args=[first.pk]))

    assert answer["Location"] == "/en/preferences/"
    assert Notification.objects.unread().count() == 1
    assert client.get(reverse("accounts:inbox")).context["unread"] == 1
    foreign = signed_in(stranger).post(reverse("accounts:inbox-read", args=[first.pk]))
    assert foreign.status_code == 404

    client.post(reverse("accounts:inbox-read-all"))
    assert Notification.objects.unread().count() == 0


def test_preferences_answer_in_the_new_language(owner: User) -> None:
    answer = signed_in(owner).post(
        reverse("accounts:preferences"),
        {"full_name": "Olga Dueña", "language": "es", "time_zone": "America/Hermosillo"},
    )

    owner.refresh_from_db()
    assert answer["Location"] == "/es/preferences/"
    assert (owner.full_name, owner.language, owner.time_zone) == (
        "Olga Dueña",
        "es",
        "America/Hermosillo",
    )
