"""Who else may fit, for a side that got no answer or a no."""

from accounts.models import Enterprise, User
from matchmaking import partners, recommendations
from matchmaking.models import Introduction, PartnerRecommendation
from matchmaking.partners import PartnerShown

SHOWN = 3


def candidates_for(
    enterprise: Enterprise, reader: User, *, without: Enterprise
) -> list[PartnerShown]:
    """The next three of the stored partners, without those already asked."""
    pairs = Introduction.objects.of(enterprise).live().values_list("asking", "asked")
    known = {key for pair in pairs for key in pair} | {without.pk}
    rows = PartnerRecommendation.objects.filter(enterprise=enterprise).exclude(partner__in=known)
    return partners.shown_to(reader, enterprise, rows.order_by("rank"))[:SHOWN]


def next_candidates(
    introduction: Introduction, enterprise: Enterprise, *, reader: User
) -> list[PartnerShown]:
    """For a page: the stored partners are made again first where something moved."""
    recommendations.keep_fresh(enterprise)
    return candidates_for(enterprise, reader, without=introduction.other_than(enterprise))
