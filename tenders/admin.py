"""Tenders and readings for operators: to look at, never to change by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenders.models import IngestionRun, QuarantinedRecord, Tender

RAW_SHOWN = 20_000


class ReadOnlyAdmin(admin.ModelAdmin):
    """Sources write these rows; a hand-made change would be overwritten or would falsify them."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.visible_to(request.user)
        return rows.order_by(*self.get_ordering(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "may_operate", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(Tender)
class TenderAdmin(ReadOnlyAdmin):
    list_display = ("title", "source", "kind", "status", "published_on", "deadline_on")
    list_filter = ("source", "kind", "status", "deadline_state")
    search_fields = ("title", "source_id", "reference", "project_number")
    fields = (
        "source",
        "source_id",
        "title",
        "kind",
        "status",
        "language_published",
        "language_detected",
        "language_confidence",
        "buyer",
        "bank",
        "project_number",
        "project_name",
        "countries",
        "regions",
        "published_on",
        "deadline_state",
        "deadline_on",
        "deadline_time",
        "open_until",
        "flags",
        "url",
        "amends",
        "source_modified_at",
        "first_seen_at",
        "last_seen_at",
        "changed_at",
    )
    ordering = ("-published_on", "-pk")


@admin.register(IngestionRun)
class IngestionRunAdmin(ReadOnlyAdmin):
    list_display = (
        "source",
        "started_at",
        "state",
        "seen",
        "inserted",
        "updated",
        "unchanged",
        "quarantined",
        "fault",
    )
    list_filter = ("source", "state")
    fields = (
        "source",
        "origin",
        "state",
        "started_at",
        "heartbeat_at",
        "finished_at",
        "seen",
        "inserted",
        "updated",
        "unchanged",
        "quarantined",
        "with_deadline",
        "fault",
    )
    ordering = ("-started_at", "-pk")


@admin.register(QuarantinedRecord)
class QuarantinedRecordAdmin(ReadOnlyAdmin):
    list_display = ("source", "record_id", "field", "reason", "last_seen_at", "resolved_at")
    list_filter = ("source", "resolved_at")
    search_fields = ("record_id", "field", "reason")
    fields = (
        "source",
        "record_id",
        "position",
        "field",
        "reason",
        "run",
        "first_seen_at",
        "last_seen_at",
        "resolved_at",
        "raw_text",
    )
    ordering = ("-last_seen_at", "-pk")
    readonly_fields = ("raw_text",)

    @admin.display(description=_("record as it came"))
    def raw_text(self, record: QuarantinedRecord) -> str:
        return bytes(record.raw)[:RAW_SHOWN].decode("utf-8", "replace")
