"""A person leaves: what goes, what stays without her name, and what must be settled first."""

import json
import logging
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts import audit, vault
from accounts.enterprises.people import others_of
from accounts.models import Consent, Enterprise, Invitation, Membership, User

logger = logging.getLogger(__name__)


class MustHandOver(Exception):
    """She is the only owner of an enterprise that others belong to."""

    def __init__(self, enterprises: list[Enterprise]) -> None:
        super().__init__([enterprise.pk for enterprise in enterprises])
        self.enterprises = enterprises


class StillAtWork(Exception):
    """Rows of others depend on her, such as files of clients: a colleague takes them over first."""


def going_with(person: User) -> list[Enterprise]:
    """Enterprises that nobody else belongs to: they go with her."""
    own = Enterprise.objects.of_member(person).order_by("pk")
    return [enterprise for enterprise in own if not others_of(enterprise, person).exists()]


def to_hand_over(person: User) -> list[Enterprise]:
    """Enterprises with colleagues, of which she is the last owner."""
    own = Enterprise.objects.owned_by(person).order_by("pk")
    return [
        enterprise
        for enterprise in own
        if others_of(enterprise, person).exists()
        and not others_of(enterprise, person).owners().exists()
    ]


@transaction.atomic
def erase(person: User) -> None:
    """Delete the account with all that is hers alone; deeds and consents stay without a name.

    The ledger of erasures outlives the database, so that a restored backup forgets her again.
    """
    Enterprise.objects.select_for_update().filter(memberships__user=person).count()
    if waiting := to_hand_over(person):
        raise MustHandOver(waiting)
    audit.record("person.erased", thing=f"person:{audit.pseudonym_of(person.pk)}", by=person)
    key = ledger_key(person)
    try:
        for enterprise in going_with(person):
            vault.remove_all_of(enterprise)
            enterprise.delete()
        Membership.objects.of(person).delete()
        Consent.objects.filter(enterprise__isnull=True, given_by=person).delete()
        forget_address(person.email)
        person.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        raise StillAtWork from error
    transaction.on_commit(lambda: enter(key))


def forget_address(email: str) -> None:
    """Invitations to her keep their dates and lose the address."""
    for invitation in Invitation.objects.filter(email=email):
        if invitation.accepted_at is None and invitation.withdrawn_at is None:
            invitation.withdrawn_at = timezone.now()
        invitation.email = f"erased-{invitation.pk}@example.invalid"
        invitation.save(update_fields=["email", "withdrawn_at"])


def ledger() -> Path:
    folder: Path = settings.VAR_DIR
    return folder / "erasures.jsonl"


def ledger_key(person: User) -> str:
    """Her pseudonym and the moment she joined: a later account of the same number is another."""
    return f"{audit.pseudonym_of(person.pk)}:{person.joined_at.isoformat()}"


def enter(key: str) -> None:
    try:
        with ledger().open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"who": key, "at": timezone.now().isoformat()}) + "\n")
    except OSError:
        logger.exception("An erasure could not be entered into the ledger")


def reapply() -> int:
    """Erase again whom a restored backup brought back; how many these were."""
    if not ledger().exists():
        return 0
    lines = ledger().read_text("utf-8").splitlines()
    gone = {json.loads(line)["who"] for line in lines if line.strip()}
    back = [person for person in User.objects.all() if ledger_key(person) in gone]
    for person in back:
        erase(person)
    return len(back)
