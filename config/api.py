"""The API's routes: a line for each resource, then the schema and its page."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.routers import SimpleRouter

from accounts.api import EnterpriseViewSet
from matchmaking.api import RecommendationViewSet
from tenders.api import TenderViewSet

router = SimpleRouter()
router.register("tenders", TenderViewSet, basename="tender")
router.register("enterprises", EnterpriseViewSet, basename="enterprise")
router.register("recommendations", RecommendationViewSet, basename="recommendation")

urlpatterns = [
    *router.urls,
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="v1:schema", permission_classes=[AllowAny]),
        name="docs",
    ),
]
