"""People, enterprises, evidence, consent, messages. Every model with private rows has a scope."""

from accounts.models.arrivals import Invitation, Letter, RegistrationDraft
from accounts.models.audit import AuditEntry, WrittenOnce
from accounts.models.blocks import Block
from accounts.models.cards import Card, Need, Offer
from accounts.models.consents import Consent, Disclosure
from accounts.models.enterprises import Enterprise, Membership, Visibility
from accounts.models.evidence import Certificate, Project
from accounts.models.files import StoredFile
from accounts.models.notifications import MailChoice, Notification
from accounts.models.ownership import OwnershipFacts
from accounts.models.replies import ReplyRecord
from accounts.models.users import ComesAs, User

__all__ = [
    "AuditEntry",
    "Block",
    "Card",
    "Certificate",
    "ComesAs",
    "Consent",
    "Disclosure",
    "Enterprise",
    "Invitation",
    "Letter",
    "MailChoice",
    "Membership",
    "Need",
    "Notification",
    "Offer",
    "OwnershipFacts",
    "Project",
    "RegistrationDraft",
    "ReplyRecord",
    "StoredFile",
    "User",
    "Visibility",
    "WrittenOnce",
]
