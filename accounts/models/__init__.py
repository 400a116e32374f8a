"""People, enterprises, consent and messages. Every model with private rows has a scope."""

from accounts.models.cards import Card, Certificate, Need, Offer
from accounts.models.consents import Consent, Disclosure
from accounts.models.enterprises import Enterprise, Membership, Visibility
from accounts.models.notifications import Notification
from accounts.models.ownership import OwnershipFacts
from accounts.models.users import User

__all__ = [
    "Card",
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
