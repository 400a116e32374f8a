"""How an enterprise answers those who ask to meet it: counted, never typed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprises import FEWEST_ASKED, Enterprise


class ReplyRecord(models.Model):
    """Answered requests of all that were answered or ran out, and the usual days to an answer.

    Whoever keeps introductions counts again with each answer; no row is the same as nobody asked.
    """

    enterprise = models.OneToOneField(Enterprise, models.CASCADE, related_name="reply_record")
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("reply record")
        verbose_name_plural = _("reply records")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__lte=F("asked")), name="reply_record_answers_what_was_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.answered}/{self.asked}"

    @property
    def is_new(self) -> bool:
        return self.asked < FEWEST_ASKED

    @property
    def sentence(self) -> str:
        if self.is_new:
            return gettext("New here: too few requests so far to say how it answers.")
        facts = {"answered": self.answered, "asked": self.asked, "days": self.days}
        if not self.answered:
            return gettext("Has answered none of %(asked)d requests.") % facts
        return (
            ngettext(
                "Answers %(answered)d of %(asked)d, usually in %(days)d day.",
                "Answers %(answered)d of %(asked)d, usually in %(days)d days.",
                self.days,
            )
            % facts
        )
