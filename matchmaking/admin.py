"""For operators: when lists were made and from what. What they hold is the enterprises' own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from matchmaking.models import RecommendationList


@admin.register(RecommendationList)
class RecommendationListAdmin(admin.ModelAdmin):
    list_display = ["enterprise_id", "made_at", "engine_version", "tender_index", "partner_index"]
    list_filter = ["engine_version"]
    fields = (
        "enterprise_id",
        "made_at",
        "profile_changed_at",
        "engine_version",
        "tender_index",
        "partner_index",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
