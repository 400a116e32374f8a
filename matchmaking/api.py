"""Recommendations for machines: read-only, for the people of the enterprise."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination

from accounts.permissions import IsVerified
from matchmaking import recommendations
from matchmaking.forms import RecommendationFilterForm
from matchmaking.models import Recommendation
from matchmaking.permissions import chosen_enterprise


class ByRank(CursorPagination):
    """Pages in the order of the list, which is the order of the page for people."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 50
    ordering = "rank"


class ReasonSerializer(serializers.Serializer[Any]):
    """What both texts say. `rest` sums the smaller ones; all weights add up to the score."""

    kind = serializers.ChoiceField(["word", "pair", "code", "concept", "rest"])
    profile_words = serializers.ListField(child=serializers.CharField(), required=False)
    document_words = serializers.ListField(child=serializers.CharField(), required=False)
    names = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()),
        required=False,
        help_text="What the codes among the words are called, by language.",
    )
    terms = serializers.IntegerField(required=False)
    weight = serializers.FloatField()
    share = serializers.IntegerField(help_text="Percent of the score.")


class RecommendationSerializer(serializers.ModelSerializer[Recommendation]):
    """A tender with the three verdicts and the facts behind each."""

    title = serializers.CharField(source="tender.title", read_only=True)
    language = serializers.CharField(source="tender.language", read_only=True)
    contributions = ReasonSerializer(many=True, read_only=True)

    class Meta:
        model = Recommendation
        fields = [
            "rank",
            "tender",
            "title",
            "language",
            "level",
            "score",
            "contributions",
            "eligibility",
            "eligibility_facts",
            "feasibility",
            "feasibility_facts",
        ]
        read_only_fields = fields


PARAMETERS = [
    OpenApiParameter("enterprise", int, description="Id of one of your enterprises."),
    OpenApiParameter("level", str, enum=["strong", "possible", "weak"]),
    OpenApiParameter("may_bid", str, enum=["yes", "no", "unknown"]),
    OpenApiParameter("time", str, enum=["green", "tight", "no", "unknown"]),
]


class RecommendationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Recommendation]):
    """Tenders recommended to your enterprise, best first. None of them has closed."""

    permission_classes = [IsVerified]
    serializer_class = RecommendationSerializer
    pagination_class = ByRank
    filter_backends: list[Any] = []

    @extend_schema(parameters=PARAMETERS)
    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Recommendation]:
        reader, query = self.request.user, self.request.query_params
        if getattr(self, "swagger_fake_view", False):
            return Recommendation.objects.visible_to(reader)
        enterprise = chosen_enterprise(reader, query.get("enterprise", ""))
        if enterprise is None:
            raise NotFound
        form = RecommendationFilterForm(query)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        return recommendations.current_for(enterprise).filter(**form.filters)
