"""What came of an introduction, asked after 2 and 12 weeks; the programme counts it, unnamed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.enterprises import require_owner
from accounts.models import Enterprise, User
from matchmaking.introductions import IntroductionClosed
from matchmaking.introductions.telling import tell
from matchmaking.models import Introduction, Outcome

WEEKS = (2, 12)
# A question that was not sent in this time, because nothing ran, is not sent any more.
ASKED_WITHIN = timedelta(days=14)
# Fewer would tell who they are.
FEWEST = 5


def ask_due(now: datetime) -> int:
    """Ask both sides of each introduction whose weeks have passed; the same once."""
    asked = 0
    for weeks in WEEKS:
        moment = now - timedelta(weeks=weeks)
        rows = Introduction.objects.filter(status=Introduction.Status.ACCEPTED)
        due = rows.annotate(met_at=Greatest("asking_yes_at", "asked_yes_at")).filter(
            met_at__lte=moment, met_at__gt=moment - ASKED_WITHIN
        )
        for row in due.select_related("asking", "asked").order_by("pk"):
            asked += sum(ask(row, side, weeks) for side in (row.asking, row.asked))
    return asked


def ask(introduction: Introduction, enterprise: Enterprise, weeks: int) -> bool:
    if outcome_of(introduction, enterprise, weeks):
        return False
    tell(enterprise, introduction, kind="outcome_asked", stage=f"outcome{weeks}")
    return True


def weeks_to_say(introduction: Introduction, *, now: datetime) -> list[int]:
    """For which of the two moments one may say something by now."""
    moments = (introduction.asking_yes_at, introduction.asked_yes_at)
    if None in moments or introduction.status not in (
        Introduction.Status.ACCEPTED,
        Introduction.Status.ENDED,
    ):
        return []
    met_at = max(moment for moment in moments if moment)
    return [weeks for weeks in WEEKS if met_at <= now - timedelta(weeks=weeks)]


@transaction.atomic
def say(
    introduction: Introduction,
    enterprise: Enterprise,
    *,
    weeks: int,
    useful: str | None = None,
    result: str | None = None,
    by: User,
) -> Outcome:
    """One tap for 'useful', one for what came of it; either may be changed later."""
    require_owner(enterprise, by=by)
    if weeks not in weeks_to_say(introduction, now=timezone.now()):
        raise IntroductionClosed
    said = {"useful": useful, "result": result}
    changes = {name: value for name, value in said.items() if value is not None}
    row = outcome_of(introduction, enterprise, weeks)
    if row is None and useful is None:
        raise IntroductionClosed  # the first tap comes first
    outcome, _created = Outcome.objects.update_or_create(
        introduction=introduction,
        enterprise=enterprise,
        weeks=weeks,
        defaults={**changes, "by": by, "said_at": timezone.now()},
    )
    return outcome


def outcome_of(introduction: Introduction, enterprise: Enterprise, weeks: int) -> Outcome | None:
    rows = Outcome.objects.filter(introduction=introduction, enterprise=enterprise)
    return rows.filter(weeks=weeks).first()


def figures() -> dict[str, int | None]:
    """Counts for the programme; None where so few are behind one that they could be guessed."""
    states = counted(Introduction.objects.values_list("status").annotate(Count("pk")).order_by())
    answers = counted(
        Outcome.objects.filter(weeks=max(WEEKS))
        .values_list("result")
        .annotate(Count("pk"))
        .order_by()
    )
    useful = counted(Outcome.objects.values_list("useful").annotate(Count("pk")).order_by())
    total = sum(states.values())
    return {
        "introductions": total if total >= FEWEST else None,
        # Their sum is shown, so that a single hidden one would follow from it.
        **never_one(
            without_few({f"status_{name}": states.get(name, 0) for name in Introduction.Status})
        ),
        **without_few({f"useful_{name}": useful.get(name, 0) for name in Outcome.Useful}),
        **without_few({f"result_{name}": answers.get(name, 0) for name in Outcome.Result}),
    }


def without_few(cells: dict[str, int]) -> dict[str, int | None]:
    return {name: number if number >= FEWEST else None for name, number in cells.items()}


def never_one(cells: dict[str, int | None]) -> dict[str, int | None]:
    """Hide the smallest shown number beside a single hidden one."""
    shown = {name: number for name, number in cells.items() if number is not None}
    if len(cells) - len(shown) != 1:
        return cells
    return {**cells, min(shown, key=lambda name: shown[name]): None}


def counted(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(rows)
