"""Words to the people of one side: names of enterprises, never a reason or a contact detail."""

from typing import Any

from accounts import notifications
from accounts.models import Enterprise, User
from matchmaking.models import Introduction


def tell(
    enterprise: Enterprise,
    introduction: Introduction,
    *,
    kind: str,
    stage: str = "",
    without: User | None = None,
    **facts: Any,
) -> None:
    """Write to each owner of a side; the same stage of an introduction is told once."""
    for person in owners_of(enterprise):
        if person != without:
            write(person, enterprise, introduction, kind=kind, stage=stage, **facts)


def write(
    person: User,
    enterprise: Enterprise,
    introduction: Introduction,
    *,
    kind: str,
    stage: str = "",
    **facts: Any,
) -> None:
    other = introduction.other_than(enterprise)
    notifications.notify(
        person,
        kind=f"matchmaking.{kind}",
        cause=f"introduction:{introduction.pk}:{stage or kind}:{enterprise.pk}",
        facts={"enterprise": enterprise.name, "other": other.name, **facts},
        route="matchmaking:introduction",
        arguments=(introduction.pk,),
    )


def owners_of(enterprise: Enterprise) -> list[User]:
    rows = enterprise.memberships.owners().filter(user__is_active=True).select_related("user")
    return [row.user for row in rows.order_by("pk")]


def people_of(enterprise: Enterprise) -> list[User]:
    rows = enterprise.memberships.filter(user__is_active=True).select_related("user")
    return [row.user for row in rows.order_by("pk")]
