"""The network of counselors: joining it, being verified, being found."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import notifications
from accounts.models import User
from counselors.models import Counselor, CounselorQuerySet


@dataclass(frozen=True)
class Wanted:
    """What a firm looks for in a counselor. Empty means: no matter."""

    words: str = ""
    skill: str = ""
    language: str = ""
    country: str = ""
    sector: int | None = None


def find(wanted: Wanted, *, reader: Any) -> CounselorQuerySet:
    """Counselors whom this reader may see and who have all that is wanted."""
    counselors = Counselor.objects.visible_to(reader).verified().filter(is_listed=True)
    for word in wanted.words.split():
        counselors = counselors.filter(
            Q(user__full_name__icontains=word)
            | Q(bio__icontains=word)
            | Q(center__name__icontains=word)
            | Q(center__city__icontains=word)
        )
    # A JSON list is asked by its text: PostgreSQL and SQLite then answer alike. Values are
    # choices of a form, so none is part of another.
    if wanted.skill:
        counselors = counselors.filter(skills__icontains=f'"{wanted.skill}"')
    if wanted.language:
        counselors = counselors.filter(languages__icontains=f'"{wanted.language}"')
    if wanted.country:
        counselors = counselors.filter(
            Q(countries=wanted.country) | Q(center__country=wanted.country)
        )
    if wanted.sector:
        counselors = counselors.filter(sectors=wanted.sector)
    return counselors.distinct()


@transaction.atomic
def verify(counselor: Counselor, *, by: User) -> Counselor:
    """Let a counselor into the directory and tell her so."""
    if counselor.verified_at is None:
        counselor.verified_at = timezone.now()
        counselor.verified_by = by
        counselor.save(update_fields=["verified_at", "verified_by"])
        notifications.notify(
            counselor.user,
            kind="counselors.verified",
            cause=f"counselor-{counselor.pk}",
            facts={"counselor": counselor},
            route="counselors:desk",
        )
    return counselor
