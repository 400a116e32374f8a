"""A registration begun: kept as typed, for its writer alone, until it is finished."""

from django.http import QueryDict
from django.utils import timezone

from accounts.models import Enterprise, RegistrationDraft, User
from accounts.models.texts import without_controls

MOST_VALUES = 400
MOST_LETTERS = 60_000
NOT_KEPT = {"csrfmiddlewaretoken", "find", "keep", "draft", "not_a_twin"}


def keep(typed: QueryDict, *, by: User) -> RegistrationDraft | None:
    """Store the fields of the form as they stand; what no person types is too long to be kept.

    Controls are left out: no database keeps a NUL, and the form would refuse it anyway.
    """
    values = {
        without_controls(name): [without_controls(word) for word in typed.getlist(name)]
        for name in typed
        if name not in NOT_KEPT
    }
    letters = sum(len(word) for words in values.values() for word in words)
    if letters > MOST_LETTERS or sum(map(len, values.values())) > MOST_VALUES:
        return None
    row, _created = RegistrationDraft.objects.update_or_create(
        user=by, defaults={"typed": values, "saved_at": timezone.now()}
    )
    return row


def is_registered(typed: QueryDict, *, by: User) -> bool:
    """Whether a page sends once more, late, what has become an enterprise of hers meanwhile."""
    name, country = typed.get("legal_name", "").strip(), typed.get("country", "")
    own = Enterprise.objects.owned_by(by)
    return bool(name) and own.filter(legal_name=name, country_id=country).exists()


def of(person: User) -> QueryDict | None:
    """What was typed, as the form takes it; None where nothing is kept."""
    row = RegistrationDraft.objects.of_user(person).first()
    if row is None:
        return None
    typed = QueryDict(mutable=True)
    for name, words in row.typed.items():
        typed.setlist(name, words)
    return typed


def forget(person: User) -> None:
    RegistrationDraft.objects.of_user(person).delete()
