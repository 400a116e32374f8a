"""My data: as a file, and gone; what stays is without a name."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import audit, consents, erasure, exports, invitations, vault
from accounts.models import (
    AuditEntry,
    Consent,
    Enterprise,
    Invitation,
    Membership,
    Notification,
    StoredFile,
    User,
)
from tests.accounts import papers
from tests.accounts.conftest import signed_in
from tests.factories import (
    PASSWORD,
    CertificateFactory,
    EnterpriseFactory,
    NotificationFactory,
    OfferFactory,
    OwnershipFactsFactory,
)


def just_signed_in(person: User) -> Client:
    """She has typed her password once more a moment ago."""
    person.set_password(PASSWORD)
    person.save()
    client = signed_in(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def archive(person: User) -> zipfile.ZipFile:
    answer = just_signed_in(person).post(reverse("accounts:my-data-export"))
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_the_file_holds_all_that_is_hers_and_nothing_of_others(
    enterprise: Enterprise, owner: User, stranger: User
) -> None:
    OfferFactory(enterprise=enterprise, title="Roofs")
    OfferFactory(enterprise=stranger.memberships.get().enterprise, title="Foreign")
    OwnershipFactsFactory(enterprise=enterprise, as_of_on=date(2026, 1, 1))
    NotificationFactory(recipient=owner, subject="For Olga")
    vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF, "iso.pdf"), by=owner)

    made = archive(owner)

    tables = json.loads(made.read("puente.json"))
    assert tables["person"][0]["email"] == "owner@example.org"
    assert [row["title"] for row in tables["enterprise-offer"]] == ["Roofs"]
    assert [row["owned_percent"] for row in tables["enterprise-ownershipfacts"]] == [60]
    assert [row["subject"] for row in tables["accounts.notification.recipient"]] == ["For Olga"]
    assert made.read(f"files/{StoredFile.objects.get().pk}-iso.pdf") == papers.PLAIN_PDF
    everything = made.read("puente.json").decode()
    assert (everything.count("Foreign"), everything.count("stranger@example.org")) == (0, 0)
    assert everything.count("password") == 0
    assert AuditEntry.objects.filter(verb="person.exported", actor=owner).count() == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", ' "=', "'+"])
def test_no_cell_is_a_formula(start: str, enterprise: Enterprise, owner: User) -> None:
    OfferFactory(enterprise=enterprise, title=f"{start}HYPERLINK(1)")

    rows = list(
        csv.reader(
            io.StringIO(archive(owner).read("tables/enterprise-offer.csv").decode("utf-8-sig"))
        )
    )

    titles = [row[rows[0].index("title")] for row in rows[1:]]
    assert titles == [f"'{start}HYPERLINK(1)"]


def test_a_number_stays_a_number() -> None:
    assert [exports.safe_cell(value) for value in (-5, 3.5, None, True)] == [
        "-5",
        "3.5",
        "",
        "True",
    ]


def test_both_doors_ask_for_the_password_first(owner: User) -> None:
    client = signed_in(owner)
    for name in ("my-data-export", "my-data-erase"):
        for method in (client.get, client.post):
            answer = method(reverse(f"accounts:{name}"))
            assert answer["Location"].partition("?")[0] == reverse("account_reauthenticate")
    assert User.objects.filter(pk=owner.pk).exists()


def test_leaving_takes_all_that_is_hers_and_keeps_the_rest_without_a_name(
    enterprise: Enterprise, owner: User, member: User
) -> None:
    consents.grant(
        Consent.Purpose.TERMS, enterprise=None, fields=[], audience="", wording="", by=member
    )
    given = Consent.objects.filter(enterprise=enterprise).get()
    Consent.objects.filter(pk=given.pk).update(given_by=member)
    NotificationFactory(recipient=member)
    audit.record("certificate.submitted", thing="certificate:1", by=member, enterprise=enterprise)
    invitations.invite(EnterpriseFactory(owner=owner), email=member.email, role="member", by=owner)
    pseudonym = audit.pseudonym_of(member.pk)

    answer = just_signed_in(member).post(reverse("accounts:my-data-erase"))

    assert answer["Location"] == reverse("home")
    assert not User.objects.filter(email="member@example.org").exists()
    assert Notification.objects.filter(kind="welcome").count() == 0
    assert [row.user for row in Membership.objects.filter(enterprise=enterprise)] == [owner]
    given.refresh_from_db()
    assert (given.given_by, Consent.objects.filter(purpose="terms").count()) == (None, 0)
    left = AuditEntry.objects.filter(pseudonym=pseudonym)
    assert {entry.actor for entry in left} == {None}
    assert {entry.verb for entry in left} == {"certificate.submitted", "person.erased"}
    assert Invitation.objects.filter(email=member.email).count() == 0


def test_the_last_owner_hands_over_first(enterprise: Enterprise, owner: User, member: User) -> None:
    answer = just_signed_in(owner).post(reverse("accounts:my-data-erase"))

    assert (answer.status_code, answer.context["to_hand_over"]) == (400, [enterprise])
    assert User.objects.filter(pk=owner.pk).exists()
    with pytest.raises(erasure.MustHandOver):
        erasure.erase(owner)


@pytest.mark.django_db(transaction=True)
def test_her_own_enterprise_goes_with_its_papers(
    enterprise: Enterprise, owner: User, settings: LazySettings
) -> None:
    CertificateFactory(enterprise=enterprise)
    vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)

    just_signed_in(owner).post(reverse("accounts:my-data-erase"))

    folder: Path = settings.VAR_DIR / "files"
    assert Enterprise.objects.count() == StoredFile.objects.count() == 0
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_forgets_her_again(stranger: User, owner: User) -> None:
    backup = {field.attname: getattr(stranger, field.attname) for field in User._meta.fields}
    erasure.erase(stranger)
    assert erasure.reapply() == 0
    User(**backup).save(force_insert=True)
    later = User(**{**backup, "email": "later@example.org", "joined_at": owner.joined_at})

    call_command("reapply_erasures", verbosity=0, stdout=io.StringIO())

    assert [person.email for person in User.objects.all()] == ["owner@example.org"]
    later.save(force_insert=True)  # another person who got the same number
    assert erasure.reapply() == 0
