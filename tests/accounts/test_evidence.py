"""Certificates with their state, reminders in time, projects with a client's word."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import evidence, letters, moderation
from accounts.models import (
    AuditEntry,
    Certificate,
    Enterprise,
    Letter,
    Notification,
    Project,
    User,
    WrittenOnce,
)
from tests.accounts import papers
from tests.accounts.conftest import signed_in
from tests.factories import CertificateFactory, MembershipFactory, ProjectFactory, UserFactory


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(email="programme@example.org", is_programme_administrator=True)


@pytest.fixture
def held(enterprise: Enterprise) -> Certificate:
    return CertificateFactory(
        enterprise=enterprise, standard="Women's Business Enterprise", kind="women_owned"
    )


def deeds(certificate: Certificate) -> list[str]:
    rows = AuditEntry.objects.filter(thing=f"certificate:{certificate.pk}").order_by("pk")
    return [row.verb for row in rows]


def test_an_entry_is_handed_in_looked_at_and_verified(
    held: Certificate, owner: User, administrator: User
) -> None:
    pk = held.enterprise_id
    own = signed_in(owner)
    own.post(
        reverse("accounts:certificate-paper", args=[pk, held.pk]),
        {"paper": papers.upload(papers.PLAIN_PDF)},
    )
    own.post(reverse("accounts:certificate-submit", args=[pk, held.pk]))
    desk = signed_in(administrator)
    queue = desk.get(reverse("accounts:verifications"))
    page = desk.get(reverse("accounts:verification", args=[held.pk]))

    answer = desk.post(
        reverse("accounts:verification", args=[held.pk]),
        {"approve": "1", "yes-how": "register", "yes-reason": "Found in the public list."},
    )

    held.refresh_from_db()
    assert [row.pk for row in queue.context["page"]] == [held.pk]
    assert (page.status_code, answer.status_code) == (200, 302)
    assert (held.state, held.verified_how, held.verified_by) == (
        "verified",
        "register",
        administrator,
    )
    assert held.file is not None
    assert deeds(held) == [
        *("certificate.submitted", "certificate.read", "certificate.verified"),
    ]
    told = Notification.objects.get(recipient=owner, kind="accounts.certificate_verified")
    assert told.path == reverse("accounts:certificate", args=[pk, held.pk])
    history = own.get(told.path).content.decode()
    assert history.count("Found in the public list.") == 1


def test_giving_back_needs_a_reason_and_the_owner_reads_it(
    held: Certificate, owner: User, administrator: User
) -> None:
    moderation.submit(held, by=owner)
    address = reverse("accounts:verification", args=[held.pk])
    desk = signed_in(administrator)

    without = desk.post(address, {"reject": "1", "no-reason": " "})
    desk.post(address, {"reject": "1", "no-reason": "The number is not in the register."})

    held.refresh_from_db()
    message = Notification.objects.get(recipient=owner, kind="accounts.certificate_given_back")
    assert (without.status_code, held.state) == (400, "declared")
    assert message.body.count("The number is not in the register.") == 1


def test_who_decides_second_is_too_late(
    held: Certificate, owner: User, administrator: User
) -> None:
    moderation.submit(held, by=owner)
    stale = Certificate.objects.get(pk=held.pk)
    moderation.reject(held, reason="Not readable.", by=administrator)

    with pytest.raises(moderation.NotWaiting):
        moderation.approve(stale, how="document", reason="Seen.", by=administrator)


def test_nobody_verifies_her_own_enterprise_and_operators_verify_nothing(
    held: Certificate, owner: User, administrator: User
) -> None:
    moderation.submit(held, by=owner)
    MembershipFactory(enterprise=held.enterprise, user=administrator)

    for person in (administrator, UserFactory(is_staff=True), owner):
        with pytest.raises(PermissionDenied):
            moderation.approve(held, how="document", reason="Seen.", by=person)


def test_a_handed_in_entry_keeps_its_paper_until_it_is_taken_back(
    held: Certificate, owner: User
) -> None:
    moderation.submit(held, by=owner)
    with pytest.raises(evidence.Locked):
        evidence.attach_paper(held, upload=papers.upload(papers.PLAIN_PDF), by=owner)

    moderation.take_back(held, by=owner)

    assert evidence.attach_paper(held, upload=papers.upload(papers.PLAIN_PDF), by=owner).file


@pytest.mark.parametrize(
    ("state", "expires", "times"),
    [
        ("declared", None, 0),
        ("submitted", None, 0),
        ("verified", None, 1),
        ("verified", -1, 0),
        ("verified", 0, 1),
    ],
)
def test_the_word_certified_stands_only_by_a_live_verified_certificate(
    state: str, expires: int | None, times: int, held: Certificate, owner: User
) -> None:
    held.state = state
    if expires is not None:
        held.expires_on = timezone.localdate() + timedelta(days=expires)
    if state == "verified":
        held.verified_at, held.verified_how = timezone.now(), "register"
    held.save()
    client, pk = signed_in(owner), held.enterprise_id

    seen = [
        client.get(reverse(f"accounts:{name}", args=[pk])).content.decode().lower()
        for name in ("enterprise", "statement", "ownership", "visibility", "team", "consents")
    ]
    seen.append(
        client.get(reverse("accounts:certificate", args=[pk, held.pk])).content.decode().lower()
    )
    seen += [
        client.get(reverse(f"accounts:{name}")).content.decode().lower()
        for name in ("enterprise-list", "inbox", "my-data")
    ]

    assert sum(len(re.findall(r"\bcertified\b", page)) for page in seen) == times


def test_each_step_reminds_once_and_only_the_nearest(enterprise: Enterprise, owner: User) -> None:
    last = date(2027, 6, 30)
    CertificateFactory(enterprise=enterprise, standard="ISO 9001", expires_on=last)

    for days in (121, 120, 119, 60, 59, 30, 7, 6, 0, -1):
        for _twice in range(2):
            evidence.remind_expiring(last - timedelta(days=days))

    rows = Notification.objects.filter(recipient=owner, kind="accounts.certificate_expiring")
    assert [row.subject for row in rows.order_by("pk")] == [
        f"ISO 9001 ends in {days} days" for days in (120, 60, 30, 7)
    ]


def test_a_worker_that_slept_reminds_of_the_nearest_step(
    enterprise: Enterprise, owner: User
) -> None:
    last = date(2027, 6, 30)
    CertificateFactory(enterprise=enterprise, standard="ISO 9001", expires_on=last)

    evidence.remind_expiring(last - timedelta(days=5))

    rows = Notification.objects.filter(kind="accounts.certificate_expiring")
    assert [row.subject for row in rows] == ["ISO 9001 ends in 5 days"]


def ask(project: Project, owner: User) -> str:
    evidence.ask_client(project, address="client@city.example.org", by=owner)
    letters.deliver_pending()
    return re.findall(r"/en/projects/confirm/\S+", str(mail.outbox[-1].body))[0]


def test_a_client_gives_her_word_by_a_link_and_only_once(
    enterprise: Enterprise, owner: User
) -> None:
    project = ProjectFactory(enterprise=enterprise)
    link = ask(project, owner)
    client = Client()
    looked = client.get(link)
    assert (looked.status_code, Project.objects.get().confirmed_at) == (200, None)

    said = client.post(link, {"name": "Carla Cruz, head of works"})
    again = client.post(link, {"name": "Somebody else"})

    project.refresh_from_db()
    assert (said.status_code, again.status_code) == (200, 404)
    assert (project.confirmed_name, project.confirmed_from) == (
        "Carla Cruz, head of works",
        "city.example.org",
    )
    shown = signed_in(owner).get(reverse("accounts:enterprise", args=[enterprise.pk]))
    assert shown.content.decode().count("client@city.example.org") == 0
    assert (
        Notification.objects.filter(recipient=owner, kind="accounts.project_confirmed").count() == 1
    )


def test_a_new_asking_voids_the_old_link_and_time_voids_both(
    enterprise: Enterprise, owner: User
) -> None:
    project = ProjectFactory(enterprise=enterprise)
    old, new = ask(project, owner), ask(project, owner)
    client = Client()

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert client.get(new[:-4] + "AAA/").status_code == 404
    with time_machine.travel(datetime.now(UTC) + timedelta(days=61), tick=False):
        assert client.get(new).status_code == 404


def test_a_letter_holds_no_key_once_it_is_sent(enterprise: Enterprise, owner: User) -> None:
    ask(ProjectFactory(enterprise=enterprise), owner)

    letter = Letter.objects.get()

    assert (letter.state, letter.body, letter.subject) == ("sent", "", "")
    assert mail.outbox[-1].to == ["client@city.example.org"]
    assert letters.deliver_pending() == 0


def test_no_more_than_five_clients_are_asked_in_a_day(enterprise: Enterprise, owner: User) -> None:
    for number in range(evidence.MOST_ASKED_A_DAY):
        project = ProjectFactory(enterprise=enterprise)
        evidence.ask_client(project, address=f"client{number}@example.org", by=owner)

    with pytest.raises(evidence.AskedEnough):
        evidence.ask_client(
            ProjectFactory(enterprise=enterprise), address="one@example.org", by=owner
        )


def test_a_value_needs_its_currency(enterprise: Enterprise, owner: User) -> None:
    address = reverse("accounts:project-new", args=[enterprise.pk])
    typed = {"title": "Roof", "client": "City", "year": "2024", "value": "1000"}

    without = signed_in(owner).post(address, typed)
    signed_in(owner).post(address, {**typed, "currency": "MXN"})

    assert without.context["form"].errors == {"currency": ["Say in which currency the value is."]}
    assert [(row.value, row.currency) for row in Project.objects.all()] == [(1000, "MXN")]


def test_the_audit_is_written_once(held: Certificate, owner: User) -> None:
    moderation.submit(held, by=owner)
    entry = AuditEntry.objects.get()
    entry.reason = "another"

    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(reason="another"),
    ):
        with pytest.raises(WrittenOnce):
            change()


def test_the_page_on_ownership_says_what_is_met_and_what_is_missing(
    enterprise: Enterprise, owner: User
) -> None:
    address = reverse("accounts:ownership", args=[enterprise.pk])
    typed = {
        "answer": "stated",
        "owned_percent": "60",
        "managed_percent": "60",
        "controlled_percent": "60",
        "as_of_on": "2026-01-01",
        "visibility": "private",
        "independent": "yes",
        "signatory": "yes",
        "board_third": "yes",
    }

    signed_in(owner).post(address, typed)

    rows = signed_in(owner).get(address).context["definitions"]
    found = {row["definition"].key: (str(row["verdict"]), row["missing"]) for row in rows}
    assert found["weconnect"] == ("meets", [])
    assert found["iwa34_led"] == ("meets", [])
    assert found["wbenc"] == ("unknown", ["These women are citizens of"])


def test_silence_removes_every_answer(enterprise: Enterprise, owner: User) -> None:
    address = reverse("accounts:ownership", args=[enterprise.pk])
    stated = {"answer": "stated", "owned_percent": "60", "as_of_on": "2026-01-01"}
    client = signed_in(owner)
    client.post(
        address, {**stated, "visibility": "private", "citizen_of": ["US"], "signatory": "no"}
    )

    client.post(address, {"answer": "silent", "visibility": "private", "signatory": "no"})

    facts = enterprise.ownership
    assert (facts.owned_percent, facts.citizen_of, facts.answers) == (None, [], {})
