"""Papers behind certificates, past projects with a client's word, and reminders in time."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts import audit, letters, notifications, vault
from accounts.enterprises import remove_certificate, require_owner, touch
from accounts.models import Certificate, Enterprise, Membership, Project, User

# Days before the last day of a certificate on which its owners are told.
REMIND_BEFORE = (120, 60, 30, 7)
SALT = "accounts.project-confirmation"
LINK_AGE = 60 * 60 * 24 * 60  # seconds: two months
MOST_ASKED_A_DAY = 5


class Locked(Exception):
    """The entry was handed in: its paper cannot change under the eyes of who checks it."""


class AskedEnough(Exception):
    """This enterprise has asked as many clients as one may in a day."""


class NotAsked(Exception):
    """The link is broken, too old, or was used or replaced."""


@transaction.atomic
def attach_paper(certificate: Certificate, *, upload: UploadedFile, by: User) -> Certificate:
    """Keep a file with an entry; the one before it goes."""
    if certificate.state != Certificate.State.DECLARED:
        raise Locked
    before = certificate.file
    certificate.file = vault.store(certificate.enterprise, upload=upload, by=by)
    certificate.save(update_fields=["file"])
    if before:
        vault.remove(before, by=by)
    return certificate


@transaction.atomic
def forget_certificate(certificate: Certificate, *, by: User) -> None:
    """Remove an entry with its paper."""
    paper = certificate.file
    audit.record(
        "certificate.removed",
        thing=f"certificate:{certificate.pk}",
        by=by,
        enterprise=certificate.enterprise,
    )
    remove_certificate(certificate, by=by)
    if paper:
        vault.remove(paper, by=by)


@transaction.atomic
def add_project(
    enterprise: Enterprise,
    *,
    title: str,
    client: str,
    year: int,
    value: Decimal | None,
    currency: str,
    by: User,
) -> Project:
    require_owner(enterprise, by=by)
    touch(enterprise)
    return Project.objects.create(
        enterprise=enterprise,
        title=title,
        client=client,
        year=year,
        value=value,
        currency=currency if value is not None else "",
    )


@transaction.atomic
def remove_project(project: Project, *, by: User) -> None:
    require_owner(project.enterprise, by=by)
    project.delete()
    touch(project.enterprise)


@transaction.atomic
def ask_client(project: Project, *, address: str, by: User) -> Project:
    """Send the client a link that only her mailbox gets; a new asking makes the old link void."""
    require_owner(project.enterprise, by=by)
    enterprise = Enterprise.objects.select_for_update().get(pk=project.enterprise_id)
    day = timezone.now() - timedelta(days=1)
    if enterprise.projects.filter(asked_at__gte=day).count() >= MOST_ASKED_A_DAY:
        raise AskedEnough
    project.asked_address, project.asked_at = address, timezone.now()
    project.confirmed_at, project.confirmed_name = None, ""
    project.save()
    audit.record(
        "project.client_asked", thing=f"project:{project.pk}", by=by, enterprise=enterprise
    )
    letters.write(
        address,
        kind="accounts.project_asked",
        language=get_language() or settings.LANGUAGE_CODE,
        facts={"project": project, "enterprise": enterprise.name, "link": link_to(project)},
    )
    return project


def link_to(project: Project) -> str:
    path = reverse("accounts:project-confirm", args=[key_of(project)])
    return f"{settings.SITE_URL}{path}"


def key_of(project: Project) -> str:
    asked = project.asked_at.isoformat() if project.asked_at else ""
    return signing.dumps([project.pk, asked], salt=SALT)


def project_of(key: str) -> Project:
    """The project that a link asks about, while it waits for an answer."""
    try:
        pk, asked = signing.loads(key, salt=SALT, max_age=LINK_AGE)
    except signing.BadSignature as error:
        raise NotAsked from error
    project = Project.objects.filter(pk=pk, confirmed_at__isnull=True).first()
    if project is None or project.asked_at is None or project.asked_at.isoformat() != asked:
        raise NotAsked
    return project


@transaction.atomic
def confirm_project(key: str, *, name: str) -> Project:
    """Store the client's word, once; the owners are told."""
    project = project_of(key)
    taken = Project.objects.filter(pk=project.pk, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now(), confirmed_name=name
    )
    if not taken:
        raise NotAsked
    enterprise = project.enterprise
    audit.record("project.confirmed", thing=f"project:{project.pk}", by=None, enterprise=enterprise)
    for person in owners_of(enterprise):
        notifications.notify(
            person,
            kind="accounts.project_confirmed",
            cause=f"project:{project.pk}:{project.asked_at}",
            facts={"project": project.title, "enterprise": enterprise.name},
            route="accounts:enterprise",
            arguments=(enterprise.pk,),
        )
    project.refresh_from_db()
    return project


def owners_of(enterprise: Enterprise) -> list[User]:
    rows = Membership.objects.owners().filter(enterprise=enterprise).select_related("user")
    return [row.user for row in rows]


def remind_expiring(today: date) -> None:
    """Tell owners of what ends soon: once for each step, the nearest step only."""
    last = today + timedelta(days=max(REMIND_BEFORE))
    ending = Certificate.objects.filter(expires_on__gte=today, expires_on__lte=last)
    for certificate in ending.select_related("enterprise").order_by("pk"):
        for person in owners_of(certificate.enterprise):
            remind(certificate, person, today)


def remind(certificate: Certificate, person: User, today: date) -> None:
    if certificate.expires_on is None:
        return
    days = (certificate.expires_on - today).days
    step = min(step for step in REMIND_BEFORE if step >= days)
    notifications.notify(
        person,
        kind="accounts.certificate_expiring",
        cause=f"certificate:{certificate.pk}:{certificate.expires_on}:{step}",
        facts={
            "standard": certificate.standard,
            "enterprise": certificate.enterprise.name,
            "expires_on": certificate.expires_on,
            "days": days,
        },
        route="accounts:certificate",
        arguments=(certificate.enterprise_id, certificate.pk),
    )
