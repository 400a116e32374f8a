"""People, enterprises, consent and messages. Every model with private rows has a scope."""

from accounts.models.consents import Consent, Disclosure
from accounts.models.enterprises import (
    Certificate,
    Enterprise,
    Membership,
    Need,
    Offer,
    OwnershipFacts,
    Visibility,
)
from accounts.models.notifications import Notification
from accounts.models.users import User

__all__ = [
    "Certificate",
    "Consent",
    "Disclosure",
    "Enterprise",
    "Membership",
    "Need",
    "Notification",
    "Offer",
    "OwnershipFacts",
    "User",
    "Visibility",
]
