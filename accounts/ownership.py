"""What an enterprise says of its own ownership by women: facts at a date, private by default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import consents
from accounts.enterprises import require_owner, touch
from accounts.models import Consent, Enterprise, OwnershipFacts, User, Visibility
from accounts.models.enterprises import Reader
from reference import definitions
from reference.definitions import Outcome, Stated


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages held by women, true on a day; None where the enterprise says nothing."""

    owned_percent: int | None = None
    managed_percent: int | None = None
    controlled_percent: int | None = None
    as_of_on: date | None = None
    citizen_of: tuple[str, ...] = ()
    resident_of: tuple[str, ...] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)

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
            "citizen_of": list(shares.citizen_of),
            "resident_of": list(shares.resident_of),
            "answers": dict(shares.answers),
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


def definitions_met(facts: OwnershipFacts) -> list[Outcome]:
    """Which programmes' words the stated facts meet. For the enterprise's own eyes."""
    stated = Stated(
        shares={
            "owned": facts.owned_percent,
            "managed": facts.managed_percent,
            "controlled": facts.controlled_percent,
        },
        citizen_of=frozenset(facts.citizen_of),
        resident_of=frozenset(facts.resident_of),
        answers=facts.answers,
        seat=facts.enterprise.country_id,
    )
    return definitions.definitions_met(stated)
