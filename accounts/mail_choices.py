"""Which mails a person wants, and how often: what she chose, quiet hours, and the way out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction

from accounts.models import MailChoice, User
from accounts.models.notifications import DIGEST

Topic = MailChoice.Topic
Rhythm = MailChoice.Rhythm
SALT = "puente.unsubscribe"
# A mail that is kept for years still lets its reader out: tokens do not run out.


class NotAToken(Exception):
    """Not signed here, or about somebody or something that is not there."""


def topic_of(kind: str) -> str:
    """The part of Puente that writes; "" for what has no choice of its own."""
    topic = "" if kind == DIGEST else kind.partition(".")[0]
    return topic if topic in Topic.values else ""


def rhythm_of(person: User, kind: str) -> str:
    """How often mails of this kind come; those without a topic come at once."""
    topic = topic_of(kind)
    row = MailChoice.objects.visible_to(person).filter(topic=topic).first() if topic else None
    return row.rhythm if row else Rhythm.NOW


def choices_of(person: User) -> dict[str, str]:
    chosen = dict(MailChoice.objects.visible_to(person).values_list("topic", "rhythm"))
    return {topic: chosen.get(topic, Rhythm.NOW) for topic in Topic.values}


@transaction.atomic
def choose(person: User, *, rhythms: Mapping[str, str]) -> None:
    """Keep one rhythm a topic; what is not given stays."""
    for topic, rhythm in rhythms.items():
        MailChoice.objects.update_or_create(user=person, topic=topic, defaults={"rhythm": rhythm})


def quiet_until(person: User, now: datetime) -> datetime | None:
    """The end of her quiet hours if it is quiet now; hours are those of her own zone."""
    start, end = person.quiet_from, person.quiet_until
    if start == end:
        return None
    local = now.astimezone(ZoneInfo(person.time_zone))
    hour = local.hour
    is_quiet = start <= hour < end if start < end else hour >= start or hour < end
    if not is_quiet:
        return None
    wakes_at = local.replace(hour=end, minute=0, second=0, microsecond=0)
    return wakes_at if wakes_at > local else wakes_at + timedelta(days=1)


def token_for(person: User, kind: str) -> str:
    """Ends one topic for one person, without signing in; a digest's ends all that it gathers."""
    return signing.dumps([person.pk, topic_of(kind)], salt=SALT)


def read_token(token: str) -> tuple[User, str]:
    try:
        key, topic = signing.loads(token, salt=SALT)
        return User.objects.get(pk=key, is_active=True), topic
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise NotAToken from error


def stop(person: User, topic: str) -> None:
    """No more mails of this topic, or of any that comes in digests. The inbox has them all."""
    if topic:
        choose(person, rhythms={topic: Rhythm.NEVER})
        return
    gathered = MailChoice.objects.visible_to(person).filter(
        rhythm__in=[Rhythm.DAILY, Rhythm.WEEKLY]
    )
    gathered.update(rhythm=Rhythm.NEVER)


def topic_name(topic: str) -> str:
    return str(Topic(topic).label) if topic else ""
