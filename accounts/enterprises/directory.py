"""The directory as one reader may search it: only by what is shown to her."""

from functools import reduce
from operator import add

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Certificate, Enterprise, Offer, OwnershipFacts
from accounts.models.enterprises import EnterpriseQuerySet, Reader, shows
from reference.models import Sector, in_alphabet

MOST_WORDS = 8
MAJORITY = 51  # percent, in whole numbers: more than half
WOMEN = {"stated": "says_women_own", "verified": "is_proved_women_owned"}
VERIFIED = Certificate.State.VERIFIED
# Codes of these schemes are the same industry up to five digits.
NORTH_AMERICAN_SCHEMES = (Sector.Scheme.NAICS, Sector.Scheme.SCIAN)
SHARED_DIGITS = 5


def find_listed(
    reader: Reader,
    *,
    words: str = "",
    country: str = "",
    sector: Sector | None = None,
    region: str = "",
    size: str = "",
    standard: str = "",
    women: str = "",
    language: str = "",
    answers_in: int | None = None,
) -> QuerySet[Enterprise]:
    """Listed enterprises, best fit to the words first, else those lately changed.

    A filter on a group of facts finds only enterprises that show this group to the reader, so that
    nothing hidden can be guessed from who is left.
    """
    rows = with_women(Enterprise.objects.listed(reader).marked_for(reader), reader)
    if country:
        rows = rows.filter(country_id=country)
    if region:
        rows = rows.filter(region_id=region)
    if standard:
        rows = rows.filter(Exists(held(reader).filter(standard__icontains=standard)))
    if women:
        rows = rows.filter(**{WOMEN[women]: True})
    if answers_in:
        rows = rows.answering_within(answers_in)
    if sector:
        rows = rows.filter(Exists(codes_within(sector)))
    if size:
        rows = rows.filter(shows("details", reader), size_band=size)
    if language:
        rows = rows.alias(spoken=Cast("languages", TextField())).filter(
            shows("details", reader), spoken__contains=f'"{language}"'
        )
    return with_words(rows, words, reader)


def with_women(rows: EnterpriseQuerySet, reader: Reader) -> EnterpriseQuerySet:
    """Each row knows what it shows this reader of ownership by women: its own word, or a proof."""
    stated = OwnershipFacts.objects.visible_to(reader).filter(
        enterprise=OuterRef("pk"), owned_percent__gte=MAJORITY
    )
    proved = held(reader).filter(kind=Certificate.Kind.WOMEN_OWNED, state=VERIFIED)
    return rows.annotate(says_women_own=Exists(stated), is_proved_women_owned=Exists(proved))


def held(reader: Reader) -> QuerySet[Certificate]:
    """Certificates of an enterprise that this reader may see and that have not run out."""
    in_time = Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate())
    shown = Certificate.objects.visible_to(reader)
    return shown.filter(in_time, enterprise=OuterRef("pk"))


def codes_within(sector: Sector) -> QuerySet:
    """Links of an enterprise to this sector or one below it."""
    beneath = Q()
    for prefix in prefixes_of(sector.code):
        schemes = (
            NORTH_AMERICAN_SCHEMES
            if sector.scheme in NORTH_AMERICAN_SCHEMES and len(prefix) <= SHARED_DIGITS
            else (sector.scheme,)
        )
        beneath |= Q(sector__scheme__in=schemes, sector__code__startswith=prefix)
    links = Enterprise.sectors.through.objects.filter(enterprise=OuterRef("pk"))
    return links.filter(beneath | Q(sector=sector))


def prefixes_of(code: str) -> list[str]:
    """The code itself; "31-33" stands for three."""
    first, _dash, last = code.partition("-")
    return [str(number) for number in range(int(first), int(last) + 1)] if last else [code]


def with_words(rows: QuerySet[Enterprise], words: str, reader: Reader) -> QuerySet[Enterprise]:
    """Every word stands somewhere in what the reader may see; names count more than texts."""
    wanted = in_alphabet(words).split()[:MOST_WORDS]
    if not wanted:
        return rows.order_by("-changed_at", "-pk")
    points = [points_of(word, reader) for word in wanted]
    for number, point in enumerate(points):
        rows = rows.alias(**{f"points_{number}": point}).filter(**{f"points_{number}__gt": 0})
    return rows.annotate(fit=reduce(add, points)).order_by("-fit", "-changed_at", "-pk")


def points_of(word: str, reader: Reader) -> Case:
    offers = Offer.objects.filter(enterprise=OuterRef("pk"), folded__contains=word)
    return Case(
        When(folded_name__contains=word, then=Value(3)),
        When(shows("offers", reader) & Q(Exists(offers)), then=Value(2)),
        When(folded_about__contains=word, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
