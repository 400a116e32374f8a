"""What an enterprise says of its own ownership by women: facts at a date, private by default."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import consents
from accounts.enterprises import require_owner, touch
from accounts.models import Consent, Enterprise, OwnershipFacts, User, Visibility
from accounts.models.enterprises import Reader


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages held by women, true on a day; None where the enterprise says nothing."""

    owned_percent: int | None = None
    managed_percent: int | None = None
    controlled_percent: int | None = None
    as_of_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return self.owned_percent is self.managed_percent is self.controlled_percent is None


NOTHING = Shares()


@transaction.atomic
def record_facts(
    enterprise: Enterprise,
    *,
    shares: Shares = NOTHING,
    visibility: str = Visibility.PRIVATE,
    by: User,
) -> OwnershipFacts:
    """Store what was said, or that nothing was; showing it to others is a consent of its own."""
    require_owner(enterprise, by=by)
    if shares.is_empty:
        shares, visibility = NOTHING, Visibility.PRIVATE
    facts, _created = OwnershipFacts.objects.update_or_create(
        enterprise=enterprise,
        defaults={
            "is_disclosed": not shares.is_empty,
            "owned_percent": shares.owned_percent,
            "managed_percent": shares.managed_percent,
            "controlled_percent": shares.controlled_percent,
            "as_of_on": shares.as_of_on,
            "stated_by": by,
            "stated_at": timezone.now(),
            "visibility": visibility,
        },
    )
    record_consent(facts, by=by)
    touch(enterprise)
    return facts


def record_consent(facts: OwnershipFacts, *, by: User) -> None:
    if facts.visibility == Visibility.PRIVATE:
        consents.withdraw(Consent.Purpose.OWNERSHIP, enterprise=facts.enterprise, by=by)
        return
    consents.grant(
        Consent.Purpose.OWNERSHIP,
        enterprise=facts.enterprise,
        fields=["ownership"],
        audience=facts.visibility,
        wording=wording(facts.visibility),
        by=by,
    )


def wording(visibility: str) -> str:
    if visibility == Visibility.PUBLIC:
        return _("Puente may show our statement on ownership by women to everyone.")
    return _("Puente may show our statement on ownership by women to members of the network.")


def stated_by(enterprise: Enterprise, *, reader: Reader) -> OwnershipFacts | None:
    """The record as this reader may see it."""
    return OwnershipFacts.objects.visible_to(reader).filter(enterprise=enterprise).first()
