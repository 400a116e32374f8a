"""Enterprises for machines: read-only, and only what each one shows to the reader."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny

from accounts import enterprises
from accounts.forms import DirectoryForm
from accounts.models import Certificate, Enterprise, Need, Offer, Visibility
from reference.models import Sector

# Fields of each group; where a group is not shown, each of them is null.
GROUP_FIELDS = {
    "profile": ("about", "about_language", "sectors"),
    "details": ("size_band", "founded_year", "languages", "countries_served"),
    "contact": ("city", "website"),
    "offers": ("offers",),
    "needs": ("needs",),
    "certificates": ("certificates",),
}
MAY_BE_NULL = ("about", "about_language", *GROUP_FIELDS["details"], *GROUP_FIELDS["contact"])


class SectorKeySerializer(serializers.ModelSerializer[Sector]):
    class Meta:
        model = Sector
        fields = ["scheme", "code", "name"]

    name = serializers.CharField(read_only=True)


class OfferSerializer(serializers.ModelSerializer[Offer]):
    sectors = SectorKeySerializer(many=True)

    class Meta:
        model = Offer
        fields = ["kind", "title", "text", "language", "sectors"]


class NeedSerializer(serializers.ModelSerializer[Need]):
    sectors = SectorKeySerializer(many=True)

    class Meta:
        model = Need
        fields = ["kind", "title", "text", "language", "sectors"]


class DeclaredCertificateSerializer(serializers.ModelSerializer[Certificate]):
    """As declared by the enterprise; nobody has checked it."""

    class Meta:
        model = Certificate
        fields = ["standard", "issuer", "number", "expires_on"]


class EnterpriseSerializer(serializers.ModelSerializer[Enterprise]):
    """An enterprise of the directory. Groups that it does not show are null."""

    name = serializers.CharField(read_only=True)
    sectors = SectorKeySerializer(many=True, allow_null=True)
    offers = OfferSerializer(many=True, allow_null=True)
    needs = NeedSerializer(many=True, allow_null=True)
    certificates = DeclaredCertificateSerializer(many=True, allow_null=True)
    groups_shown = serializers.SerializerMethodField()

    class Meta:
        model = Enterprise
        fields = [
            "id",
            "name",
            "legal_name",
            "trade_name",
            "country",
            "region",
            "is_demo",
            "groups_shown",
            *(field for group in GROUP_FIELDS.values() for field in group),
        ]
        extra_kwargs = {name: {"allow_null": True} for name in MAY_BE_NULL}

    def get_groups_shown(self, enterprise: Enterprise) -> list[str]:
        return sorted(self.shown(enterprise))

    def shown(self, enterprise: Enterprise) -> set[str]:
        """As on the page, except that contacts must be public to be read in bulk."""
        groups = enterprise.groups_shown_to(self.context["request"].user)
        if enterprise.contact_visibility != Visibility.PUBLIC:
            groups.discard("contact")
        return groups

    def to_representation(self, instance: Enterprise) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(instance)
        hidden = GROUP_FIELDS.keys() - self.shown(instance)
        return data | {name: None for group in hidden for name in GROUP_FIELDS[group]}


FILTERS = [
    OpenApiParameter("q", str, description="Words in the name, the text or the offers."),
    OpenApiParameter("country", str, description="ISO 3166-1 code, such as MX."),
    OpenApiParameter("sector", str, description="Scheme and code, such as naics:22111."),
    OpenApiParameter("size", str, description="micro, small, medium or large."),
    OpenApiParameter("region", str, description="ISO 3166-2 code, such as MX-SON."),
    OpenApiParameter("standard", str, description="Words in a standard or certificate it shows."),
    OpenApiParameter("women", str, description="Owned by women: stated or verified."),
    OpenApiParameter("language", str, description="Working language: en, es, fr or pt."),
    OpenApiParameter("answers_in", int, description="Usually answers within 3, 5 or 10 days."),
]


@extend_schema_view(
    list=extend_schema(
        parameters=FILTERS,
        responses={
            200: EnterpriseSerializer(many=True),
            400: OpenApiResponse(description="A filter has no such value."),
            429: OpenApiResponse(description="Too many requests."),
        },
    ),
    retrieve=extend_schema(
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses={
            200: EnterpriseSerializer,
            404: OpenApiResponse(description="No such enterprise, or not for this reader."),
            429: OpenApiResponse(description="Too many requests."),
        },
    ),
)
class EnterpriseViewSet(viewsets.ReadOnlyModelViewSet[Enterprise]):
    """Enterprises of the directory that are shown to the reader."""

    permission_classes = [AllowAny]
    serializer_class = EnterpriseSerializer
    filter_backends = []  # The page's own form decides, so that both answer alike.

    def get_queryset(self) -> QuerySet[Enterprise]:
        form = DirectoryForm(self.request.query_params)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        rows = enterprises.find_listed(self.request.user, **form.as_query())
        return rows.prefetch_related(
            "sectors", "countries_served", "certificates", "offers__sectors", "needs__sectors"
        )
