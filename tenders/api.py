"""Tenders for machines: read-only, without contacts, filtered as the search page is."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny

from tenders import searches
from tenders.forms import TenderSearchForm
from tenders.models import Tender, TenderCode, TenderText
from tenders.models.tenders import TenderQuerySet


class TenderTextSerializer(serializers.ModelSerializer[TenderText]):
    class Meta:
        model = TenderText
        fields = ["language", "origin", "title", "body_text"]


class TenderCodeSerializer(serializers.ModelSerializer[TenderCode]):
    is_known = serializers.SerializerMethodField()

    class Meta:
        model = TenderCode
        fields = ["scheme", "code", "label", "is_known"]

    def get_is_known(self, code: TenderCode) -> bool:
        return code.sector_id is not None


class TenderSerializer(serializers.ModelSerializer[Tender]):
    """A tender as published. Contacts are left out: they are for people who signed in."""

    texts = TenderTextSerializer(many=True)
    codes = TenderCodeSerializer(many=True)
    state = serializers.SerializerMethodField()
    url = serializers.URLField(help_text="The notice's page at its source.")

    class Meta:
        model = Tender
        fields = [
            "id",
            "source",
            "source_id",
            "reference",
            "kind",
            "status",
            "state",
            "language_published",
            "language_detected",
            "texts",
            "buyer",
            "bank",
            "project_number",
            "project_name",
            "countries",
            "regions",
            "codes",
            "group",
            "method",
            "published_on",
            "deadline_state",
            "deadline_on",
            "deadline_time",
            "deadline_zone",
            "deadline_suspicious",
            "value",
            "currency",
            "value_kind",
            "url",
            "first_seen_at",
            "changed_at",
        ]

    def get_state(self, tender: Tender) -> str:
        return tender.state(timezone.now())


SEARCH_PARAMETERS = [
    OpenApiParameter(name, str, description=text)
    for name, text in {
        "q": 'Words, in English, Spanish, French or Portuguese; "a phrase", -word to leave out, '
        "buyer:, country:, source: and code: for fields.",
        "state": "open (default), unknown, closed or all.",
        "source": "Code of a source, such as world_bank.",
        "country": "Country of delivery, ISO 3166-1 alpha-2.",
        "kind": "Kind of notice.",
        "within": "Closes within 7, 14, 30 or 60 days.",
        "language": "Language of the notice: en, es, fr or pt.",
        "sector": "A sector as scheme:code, such as wb:LU.",
    }.items()
]


@extend_schema_view(list=extend_schema(parameters=SEARCH_PARAMETERS))
class TenderViewSet(viewsets.ReadOnlyModelViewSet[Tender]):
    """Tenders that are published, newest first."""

    permission_classes = [AllowAny]
    serializer_class = TenderSerializer
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Tender]:
        tenders = (
            self.found() if self.action == "list" else Tender.objects.visible_to(self.request.user)
        )
        return tenders.prefetch_related("countries", "texts", "codes")

    def found(self) -> TenderQuerySet:
        form = TenderSearchForm(self.request.query_params)
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        return searches.found_rows(form.criteria, reader=self.request.user, now=timezone.now())
