"""What an enterprise offers, needs and holds: short cards, shown to whom it chooses."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprises import (
    TEXT_LANGUAGES,
    Enterprise,
    Membership,
    Reader,
    audiences_of,
)
from accounts.models.texts import validate_line
from reference.models import in_alphabet


class CardQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Cards of her own enterprises, and of listed ones that show this kind of card to her."""
        group = f"enterprise__{self.model.GROUP}_visibility__in"
        own = Membership.objects.of(reader).filter(enterprise=OuterRef("enterprise_id"))
        listed = Enterprise.objects.listed(reader).filter(pk=OuterRef("enterprise_id"))
        return self.filter(Exists(own) | (Exists(listed) & Q(**{group: audiences_of(reader)})))

    def owned_by(self, reader: Reader) -> Self:
        """Cards that this person may change."""
        return self.filter(enterprise__in=Enterprise.objects.owned_by(reader))


class Card(models.Model):
    """A short titled text with codes: what an enterprise can supply, or what it seeks."""

    class Kind(models.TextChoices):
        SUPPLY = "supply", _("Supply of goods")
        SUBCONTRACT = "subcontract", _("Work or service as a subcontractor")
        TECHNOLOGY = "technology", _("Technology or know-how")
        DISTRIBUTION = "distribution", _("Distribution or representation")
        FINANCE = "finance", _("Finance or insurance")
        JOINT_BID = "joint_bid", _("Joint bid")

    GROUP: ClassVar[str]

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="%(class)ss")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SUPPLY)
    title = models.CharField(_("title"), max_length=150, validators=[validate_line])
    text = models.TextField(_("description"), max_length=5_000, blank=True)
    language = models.CharField(
        _("language of this text"), max_length=2, choices=TEXT_LANGUAGES, default="en"
    )
    sectors = models.ManyToManyField(
        "reference.Sector", blank=True, related_name="+", verbose_name=_("sectors")
    )
    folded = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.folded = in_alphabet(f"{self.title} {self.text}")
        if update_fields is not None:
            update_fields = {*update_fields, "folded"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Offer(Card):
    """What an enterprise can supply."""

    GROUP = "offers"
    objects = CardQuerySet.as_manager()

    class Meta(Card.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")


class Need(Card):
    """What an enterprise seeks."""

    GROUP = "needs"
    objects = CardQuerySet.as_manager()

    class Meta(Card.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
