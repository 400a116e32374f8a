"""Tenders and partners that a counselor puts on a client's list, and proposes with a note."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import notifications
from accounts.models import Enterprise
from counselors import clients
from counselors.models import Counselor, Engagement, Proposal
from matchmaking import introductions, recommendations
from matchmaking.models import Introduction
from matchmaking.partners import PartnerShown
from tenders.models import Tender


@transaction.atomic
def shortlist(
    engagement: Engagement, *, tender: Tender | None = None, partner: Enterprise | None = None
) -> Proposal:
    """Put something on the client's list; nobody is told."""
    proposal, _created = Proposal.objects.get_or_create(
        engagement=engagement, tender=tender, partner=partner
    )
    return proposal


@transaction.atomic
def propose(proposal: Proposal, *, note: str) -> Proposal:
    """Show it to the client with a note; a second time changes the note and tells nobody again."""
    proposal.note = note
    if proposal.state == Proposal.State.SHORTLISTED:
        proposal.state = Proposal.State.PROPOSED
        proposal.proposed_at = timezone.now()
    proposal.save(update_fields=["note", "state", "proposed_at"])
    for person in clients.people_of(proposal.engagement.enterprise):
        notifications.notify(
            person,
            kind="counselors.proposal",
            cause=f"proposal-{proposal.pk}",
            facts={"counselor": proposal.engagement.counselor},
            route="counselors:mine",
        )
    return proposal


@transaction.atomic
def answer(proposal: Proposal, *, state: str) -> Proposal:
    """The client's word on it; she may change it."""
    proposal.state = state
    proposal.answered_at = timezone.now()
    proposal.save(update_fields=["state", "answered_at"])
    return proposal


def introduce(
    engagement: Engagement, *, partner: Enterprise, note: str, by: Counselor
) -> Introduction:
    """Ask the client and a partner whether they want to meet; nothing passes before two yes.

    A NotPossible of `matchmaking.introductions` says why it cannot be.
    """
    return introductions.propose(by.user, engagement.enterprise, partner, note=note)


def introduced(engagement: Engagement, *, by: Counselor) -> QuerySet[Introduction]:
    """What she proposed for this client: its state, and nobody's contact details."""
    rows = Introduction.objects.proposed_by_person(by.user).of(engagement.enterprise)
    return rows.select_related("asking", "asked")


def counsel_wanted(engagements: Iterable[Engagement]) -> list[tuple[Engagement, Introduction]]:
    """Introductions on which clients ask their counselor first, the nearest end first."""
    clients_now = {row.enterprise_id: row for row in engagements if clients.shows_matches(row)}
    asked = Introduction.objects.waiting_for_counsel(clients_now.keys())
    rows = asked.select_related("asking__country").order_by("due_on", "pk")
    return [(clients_now[row.asked_id], row) for row in rows]


def partners_of(engagement: Engagement, *, reader: Any) -> list[PartnerShown]:
    """The client's partners as the client sees them, without what the counselor may not see.

    The client's own cards are open to her by consent; of the others, what members may see.
    """
    owner = clients.people_of(engagement.enterprise).order_by("memberships__role", "pk").last()
    if owner is None:
        return []
    shown = recommendations.partners_for(engagement.enterprise, owner)
    own = set(Enterprise.objects.of_member(owner).values_list("pk", flat=True))
    seen = set(
        Enterprise.objects.visible_to(reader)
        .filter(pk__in=[row.enterprise.pk for row in shown])
        .values_list("pk", flat=True)
    )
    return [row for row in shown if row.enterprise.pk in seen - own]
