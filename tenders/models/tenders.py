"""A tender: the stored row that carries all versions of its notices."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenders.models.feeds import OperatorFeed
from tenders.source_names import name_of, name_of_bank
from tenders.sources import SOURCES

TEXT_LANGUAGES = [*settings.LANGUAGES, ("pt", _("Portuguese"))]
# How long a notice without a stated deadline is worth a reader's time.
UNKNOWN_DEADLINE_SHOWN_FOR = timedelta(days=120)

INVITING_KINDS = (
    "prequalification",
    "expression_of_interest",
    "invitation",
    "request_quotation",
    "individual_consultant",
    "amendment",
    "other",
)


class TenderQuerySet(models.QuerySet["Tender"]):
    def visible_to(self, reader: Any) -> Self:
        """All that is published. Drafts reach banks' feeds by mistake: only operators see them."""
        if reader.is_authenticated and reader.may_operate:
            return self
        return self.exclude(status=Tender.Status.DRAFT)

    def inviting(self) -> Self:
        return self.filter(is_inviting())

    def open(self, now: datetime) -> Self:
        return self.filter(is_open(now))

    def with_unknown_deadline(self, now: datetime) -> Self:
        return self.filter(has_unknown_deadline(now))

    def closed(self, now: datetime) -> Self:
        return self.filter(is_closed(now))

    def worth_bidding(self, now: datetime) -> Self:
        """What is recommended: open, or recent with an unknown deadline."""
        return self.open(now) | self.with_unknown_deadline(now)

    def closing_within(self, days: int, now: datetime) -> Self:
        return self.open(now).filter(open_until__lte=now + timedelta(days=days + 1))

    def searchable(self) -> Self:
        """What the index holds, closed tenders too: the page that asks says which it wants."""
        return self.exclude(status=Tender.Status.DRAFT)

    def once(self) -> Self:
        """Each tender once, however many sources tell of it."""
        return self.filter(joined_to__isnull=True)

    def for_cards(self) -> Self:
        """All that a list of cards shows, in a fixed number of queries."""
        named = OperatorFeed.objects.filter(code=OuterRef("source")).values("name")[:1]
        return self.annotate(feed_name=Subquery(named)).prefetch_related("countries", "texts")


def is_inviting() -> Q:
    """Notices that ask for an answer: no awards, nothing cancelled, no joined amendments."""
    over = Q(status__in=[Tender.Status.CANCELLED, Tender.Status.DRAFT, Tender.Status.CLOSED])
    alone = Q(amends__isnull=True, joined_to__isnull=True)
    return alone & Q(kind__in=Tender.INVITING_KINDS) & ~over


def is_open(now: datetime) -> Q:
    """A known deadline that has not passed anywhere on Earth."""
    return is_inviting() & Q(deadline_state=Tender.DeadlineState.KNOWN, open_until__gt=now)


def has_unknown_deadline(now: datetime) -> Q:
    """No deadline stated: neither open nor closed, and not for ever in the list."""
    horizon = (now - UNKNOWN_DEADLINE_SHOWN_FOR).date()
    recent = Q(published_on__isnull=True) | Q(published_on__gte=horizon)
    return is_inviting() & recent & Q(deadline_state=Tender.DeadlineState.UNKNOWN)


def is_closed(now: datetime) -> Q:
    over = Q(status__in=[Tender.Status.CANCELLED, Tender.Status.CLOSED])
    return over | Q(deadline_state=Tender.DeadlineState.KNOWN, open_until__lte=now)


class Tender(models.Model):
    """One tender as its source publishes it now. Its history is in the versions."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("General procurement notice")
        PREQUALIFICATION = "prequalification", _("Prequalification")
        EXPRESSION_OF_INTEREST = "expression_of_interest", _("Expression of interest")
        INVITATION = "invitation", _("Invitation to bid")
        REQUEST_QUOTATION = "request_quotation", _("Request for quotation")
        INDIVIDUAL_CONSULTANT = "individual_consultant", _("Individual consultant")
        AMENDMENT = "amendment", _("Amendment")
        AWARD = "award", _("Contract award")
        CANCELLED = "cancelled", _("Cancellation")
        OTHER = "other", _("Other notice")

    INVITING_KINDS: ClassVar[tuple[str, ...]] = INVITING_KINDS

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        REVISED = "revised", _("Revised")
        CANCELLED = "cancelled", _("Cancelled")
        CLOSED = "closed_by_source", _("Closed by the source")
        UNKNOWN = "unknown", _("Status not stated")

    class DeadlineState(models.TextChoices):
        KNOWN = "known", _("Deadline stated")
        UNKNOWN = "unknown", _("Deadline not stated")
        NONE = "none_applicable", _("No deadline applies")

    class Group(models.TextChoices):
        GOODS = "goods", _("Goods")
        WORKS = "works", _("Works")
        CONSULTING = "consulting", _("Consulting services")
        NON_CONSULTING = "non_consulting", _("Other services")
        UNKNOWN = "unknown", _("Not stated")

    source = models.CharField(max_length=30)
    source_id = models.CharField(max_length=200)
    source_id_derived = models.BooleanField(default=False)
    reference = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    kind_raw = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PUBLISHED)
    status_raw = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=1000)
    language_published = models.CharField(max_length=2, blank=True)
    language_detected = models.CharField(max_length=2, blank=True)
    language_confidence = models.FloatField(default=0)
    buyer = models.CharField(max_length=500, blank=True)
    buyer_country = models.ForeignKey(
        "reference.Country", models.PROTECT, null=True, related_name="+"
    )
    bank = models.CharField(max_length=30, blank=True)
    project_number = models.CharField(max_length=100, blank=True)
    project_name = models.CharField(max_length=500, blank=True)
    countries = models.ManyToManyField("reference.Country", blank=True, related_name="+")
    regions = models.JSONField(default=list)
    group = models.CharField(max_length=20, choices=Group.choices, default=Group.UNKNOWN)
    group_raw = models.CharField(max_length=500, blank=True)
    method = models.CharField(max_length=30, blank=True)
    method_raw = models.CharField(max_length=500, blank=True)
    market_approach = models.CharField(max_length=20, blank=True)
    published_on = models.DateField(null=True)
    deadline_state = models.CharField(max_length=20, choices=DeadlineState.choices)
    deadline_on = models.DateField(null=True)
    deadline_time = models.TimeField(null=True)
    # An IANA name, empty where the source does not state its zone.
    deadline_zone = models.CharField(max_length=64, blank=True)
    # The moment itself, only where the zone is known.
    deadline_at = models.DateTimeField(null=True)
    # When the deadline has passed everywhere on Earth: until then the tender is not called closed.
    open_until = models.DateTimeField(null=True)
    deadline_text = models.CharField(max_length=500, blank=True)
    deadline_suspicious = models.BooleanField(default=False)
    # The first deadline that was stated, where it has been moved to a later day since.
    extended_from = models.DateField(null=True)
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    value_kind = models.CharField(max_length=20, blank=True)
    eligibility_raw = models.CharField(max_length=500, blank=True)
    # For whom the buyer reserved the tender, in the words or the code of the source.
    set_aside = models.CharField(max_length=200, blank=True)
    flags = models.JSONField(default=list)
    version_label = models.CharField(max_length=500, blank=True)
    source_modified_at = models.DateTimeField(null=True)
    amends = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="amendments"
    )
    # The same tender as another source told it before, or as this source did under another number.
    joined_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="joined"
    )
    # The notice whose contract this award tells of.
    award_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="award_notices"
    )
    # What the buyer's own number, folded, has to be to mean the same; "" where it tells nothing.
    reference_key = models.CharField(max_length=64, blank=True)
    # Two sources of this tender state different deadlines: the earlier one is shown.
    is_deadline_disputed = models.BooleanField(default=False)
    # Hashes of the folded title, and of the title that an amendment says it amends.
    title_key = models.CharField(max_length=64, blank=True)
    amends_key = models.CharField(max_length=64, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    content_hash = models.CharField(max_length=64)
    # A hash of the last record with the reader that read it: what agrees need not be read again.
    reading_key = models.CharField(max_length=32, blank=True)
    # The source's record as merged from all that was received: parsing again needs no network.
    # JSON as text, because PostgreSQL's own JSON refuses the NUL that sources do publish.
    record = models.TextField(default="{}")
    is_demo = models.BooleanField(_("invented for the demo"), default=False, editable=False)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="tender_natural_key"),
            models.CheckConstraint(
                condition=(
                    Q(deadline_state="known", deadline_on__isnull=False, open_until__isnull=False)
                    | (
                        ~Q(deadline_state="known")
                        & Q(deadline_on__isnull=True, open_until__isnull=True)
                    )
                ),
                name="tender_deadline_state_agrees",
            ),
            models.CheckConstraint(
                condition=(~Q(joined_to=F("pk")) & ~Q(award_of=F("pk")) & ~Q(amends=F("pk"))),
                name="tender_is_not_its_own",
            ),
        ]
        indexes = [
            models.Index(fields=["open_until"], name="tender_open_until"),
            models.Index(fields=["-published_on"], name="tender_published_on"),
            # What can be answered, a tenth of all: lists and their counts read this alone.
            models.Index(
                fields=["open_until", "status", "source", "kind", "language_detected", "id"],
                condition=Q(
                    amends__isnull=True,
                    joined_to__isnull=True,
                    kind__in=INVITING_KINDS,
                    deadline_state="known",
                )
                & ~Q(status__in=["cancelled", "draft", "closed_by_source"]),
                name="tender_inviting",
            ),
            models.Index(fields=["source", "title_key"], name="tender_title_key"),
            models.Index(
                fields=["source", "amends_key"],
                condition=~Q(amends_key=""),
                name="tender_amends_key",
            ),
            models.Index(
                fields=["reference_key"],
                condition=~Q(reference_key=""),
                name="tender_reference_key",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source_name(self) -> str:
        source = SOURCES.get(self.source)
        return name_of(source) if source else getattr(self, "feed_name", None) or self.source

    @property
    def bank_name(self) -> str:
        """The bank that pays, whoever published the notice; "" where none does."""
        return name_of_bank(self.bank) if self.bank else ""

    @property
    def language(self) -> str:
        """What the text is shown and matched as: detection decides where the two differ."""
        return self.language_detected or self.language_published

    @property
    def original_text(self) -> Any:
        """The text as published, from prefetched rows where there are any; None without text."""
        texts = sorted(self.texts.all(), key=lambda text: (text.origin != "original", text.pk))
        return texts[0] if texts else None

    @property
    def is_extended(self) -> bool:
        """Whether the deadline was moved to a later day after it was first stated."""
        return self.extended_from is not None

    @property
    def told_by(self) -> list["Tender"]:
        """The rows of all sources that tell of this tender, from prefetched rows; itself first."""
        return [self, *sorted(self.joined.all(), key=lambda tender: tender.pk)]

    def state(self, now: datetime) -> str:
        """open, closed, unknown (deadline not stated), cancelled, award or notice (no deadline)."""
        if self.status == self.Status.CANCELLED or self.kind == self.Kind.CANCELLED:
            return "cancelled"
        if self.kind == self.Kind.AWARD:
            return "award"
        if self.status == self.Status.CLOSED:
            return "closed"
        if self.deadline_state == self.DeadlineState.KNOWN and self.open_until:
            return "open" if self.open_until > now else "closed"
        return "unknown" if self.deadline_state == self.DeadlineState.UNKNOWN else "notice"
