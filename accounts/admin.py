"""The operator's desk: accounts to close, a ledger and an outbox to watch, nothing private to read.

Operators see an enterprise as any member of the network does. Ownership facts, cards and texts of
messages have no page here.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Consent, Enterprise, Notification, User

ROLES = ["is_programme_administrator", "is_staff"]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at: rules write them, nobody edits them by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People sign up themselves; here an account is closed or given a role in the programme."""

    list_display = ["email", "language", "is_active", "is_programme_administrator", "is_staff"]
    list_filter = ["is_active", "is_programme_administrator", "is_staff"]
    search_fields = ["email"]
    ordering = ["email"]
    fields = ["email", "language", "time_zone", "joined_at", "last_login", "is_active", *ROLES]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only a superuser gives roles: nobody raises herself."""
        kept = ["email", "language", "time_zone", "joined_at", "last_login"]
        return kept if request.user.is_superuser else [*kept, *ROLES]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)


@admin.register(Enterprise)
class EnterpriseAdmin(ReadOnlyAdmin):
    list_display = ["name", "country", "is_demo", "changed_at"]
    list_filter = ["is_demo"]
    search_fields = ["legal_name", "trade_name"]
    fields = [
        "legal_name",
        "trade_name",
        "country",
        "region",
        "is_demo",
        "created_at",
        "changed_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enterprise]:
        return Enterprise.objects.visible_to(request.user).select_related("country", "region")


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """That a consent was given or withdrawn, without its words and without names."""

    list_display = ["pk", "purpose", "enterprise_id", "audience", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    fields = ["purpose", "enterprise_id", "audience", "given_at", "withdrawn_at"]


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """The outbox: what waits and what failed, without the texts."""

    list_display = ["pk", "kind", "mail_state", "attempts", "last_error", "created_at", "sent_at"]
    list_filter = ["mail_state", "kind"]
    fields = ["kind", "mail_state", "attempts", "try_after", "last_error", "created_at", "sent_at"]
