"""Who sees which group of facts: chosen by the owner, kept in the ledger."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import consents
from accounts.enterprises.changes import require_owner, touch
from accounts.models import Consent, Enterprise, OwnershipFacts, User, Visibility

# From the widest audience to none.
WIDTHS = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE)


@transaction.atomic
def set_visibility(
    enterprise: Enterprise, *, visibility: Mapping[str, str], by: User
) -> Consent | None:
    """Choose who sees each group of facts; groups that are not given stay as they are.

    No group shows more widely than the name. A name that is shown to somebody needs a live consent
    for the directory, written anew with its groups and audience; a private name ends it.
    """
    require_owner(enterprise, by=by)
    chosen = {group: enterprise.visibility_of(group) for group in Enterprise.GROUPS}
    chosen |= {group: width for group, width in visibility.items() if group in chosen}
    for group, width in chosen.items():
        setattr(enterprise, f"{group}_visibility", narrower(width, chosen["profile"]))
    enterprise.save(update_fields=[f"{group}_visibility" for group in Enterprise.GROUPS])
    touch(enterprise)
    if not enterprise.is_listed:
        withdraw_all(enterprise, by=by)
        return None
    return consents.grant(
        Consent.Purpose.DIRECTORY,
        enterprise=enterprise,
        fields=shown_groups(enterprise),
        audience=enterprise.profile_visibility,
        wording=wording(enterprise),
        by=by,
    )


def narrower(one: str, other: str) -> str:
    return max(Visibility(one), Visibility(other), key=WIDTHS.index)


def make_private(enterprise: Enterprise, *, by: User) -> None:
    """Leave the directory: from now on nothing is shown to anybody outside."""
    set_visibility(enterprise, visibility=dict.fromkeys(Enterprise.GROUPS, "private"), by=by)


def withdraw_all(enterprise: Enterprise, *, by: User) -> None:
    consents.withdraw(Consent.Purpose.DIRECTORY, enterprise=enterprise, by=by)
    consents.withdraw(Consent.Purpose.OWNERSHIP, enterprise=enterprise, by=by)
    OwnershipFacts.objects.filter(enterprise=enterprise).update(visibility=Visibility.PRIVATE)


def shown_groups(enterprise: Enterprise) -> list[str]:
    """Groups that somebody outside may see."""
    return [
        group
        for group in Enterprise.GROUPS
        if enterprise.visibility_of(group) != Visibility.PRIVATE
    ]


def wording(enterprise: Enterprise) -> str:
    """The sentence that was agreed to, in the language in which it was read."""
    return _(
        "Puente may list %(name)s in its directory and propose it to possible partners. "
        "Shown to everyone: %(public)s. Shown to members of the network: %(members)s."
    ) % {
        "name": enterprise.name,
        "public": groups_named(enterprise, Visibility.PUBLIC),
        "members": groups_named(enterprise, Visibility.MEMBERS),
    }


def groups_named(enterprise: Enterprise, audience: str) -> str:
    names = [
        Enterprise.group_label(group)
        for group in Enterprise.GROUPS
        if enterprise.visibility_of(group) == audience
    ]
    return "; ".join(names) or _("nothing")
