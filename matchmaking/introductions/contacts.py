"""Contact details of an introduction: typed for it, held back until both said yes, in the ledger.

The scope of IntroductionContact is the first lock, the ledger is the second: both are asked each
time that details are shown, so a withdrawal hides them with the next page.
"""

from typing import TypedDict

from django.utils.translation import gettext as _

from accounts import consents, vault
from accounts.models import Consent, Enterprise, Membership, StoredFile, User
from matchmaking.models import CONTACT_FIELDS, Introduction, IntroductionContact

PURPOSE = Consent.Purpose.INTRODUCTION


class ContactFacts(TypedDict, total=False):
    """What passes after two yes; an empty field does not."""

    name: str
    email: str
    phone: str
    website: str


def agree(
    introduction: Introduction, enterprise: Enterprise, contact: ContactFacts, *, by: User
) -> None:
    """Keep the details of one side and its consent to pass exactly these."""
    row, _created = IntroductionContact.objects.update_or_create(
        introduction=introduction,
        enterprise=enterprise,
        defaults={
            **{field: contact.get(field, "") for field in CONTACT_FIELDS},
            "of_person": named_by(contact, enterprise),
        },
    )
    other = introduction.other_than(enterprise)
    consents.grant(
        PURPOSE,
        enterprise=enterprise,
        subject=introduction.subject,
        fields=row.passing,
        audience=other.name,
        wording=wording(other, row.passing),
        by=by,
    )


def named_by(contact: ContactFacts, enterprise: Enterprise) -> User | None:
    """Who of the enterprise reads mail at that address."""
    rows = Membership.objects.filter(
        enterprise=enterprise, user__email__iexact=contact.get("email", "")
    )
    membership = rows.select_related("user").first()
    return membership.user if membership else None


def wording(other: Enterprise, fields: list[str]) -> str:
    """The sentence that was agreed to, in the language in which it was read."""
    labels = {field.name: str(field.verbose_name) for field in IntroductionContact._meta.fields}
    names = [labels[field] for field in fields]
    return _(
        "If both enterprises say yes, Puente may pass these details to %(other)s: %(fields)s."
    ) % {"other": other.name, "fields": ", ".join(names)}


def disclose_both(introduction: Introduction) -> None:
    """Both said yes: one row of the ledger for each passing."""
    for enterprise in (introduction.asking, introduction.asked):
        consent = consents.live_consent(
            PURPOSE, enterprise=enterprise, subject=introduction.subject
        )
        consents.disclose(
            PURPOSE,
            enterprise=enterprise,
            subject=introduction.subject,
            fields=consent.fields if consent else [],
            to=introduction.other_than(enterprise).name,
        )


def forget(introduction: Introduction, *, by: User | None) -> None:
    """It is over: both consents end; what was typed or shared for it is gone."""
    for enterprise in (introduction.asking, introduction.asked):
        consents.withdraw(PURPOSE, enterprise=enterprise, subject=introduction.subject, by=by)
    IntroductionContact.objects.filter(introduction=introduction).delete()
    vault.discard(StoredFile.objects.filter(room_file__introduction=introduction))


def contact_of(
    introduction: Introduction, enterprise: Enterprise, *, reader: User
) -> dict[str, str]:
    """The details of one side as this reader may see them now, by field; empty where none may."""
    row = (
        IntroductionContact.objects.visible_to(reader)
        .filter(introduction=introduction, enterprise=enterprise)
        .first()
    )
    consent = consents.live_consent(PURPOSE, enterprise=enterprise, subject=introduction.subject)
    if row is None or consent is None:
        return {}
    return {field: getattr(row, field) for field in row.passing if field in consent.fields}


def last_contact_of(enterprise: Enterprise, *, reader: User) -> dict[str, str]:
    """What the enterprise typed last, else what is known of the person who types now."""
    row = (
        IntroductionContact.objects.visible_to(reader)
        .filter(enterprise=enterprise)
        .order_by("-pk")
        .first()
    )
    if row is None:
        return {"name": reader.full_name, "email": reader.email, "website": enterprise.website}
    return {"name": row.name, "email": row.email, "phone": row.phone, "website": row.website}
