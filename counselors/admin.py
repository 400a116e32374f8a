from django.contrib import admin

from counselors.models import Center, Counselor


@admin.register(Center)
class CenterAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "country", "city"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "city"]


@admin.register(Counselor)
class CounselorAdmin(admin.ModelAdmin):
    list_display = ["user", "center", "is_listed", "verified_at"]
    list_filter = ["is_listed", "center__country"]
    search_fields = ["user__full_name", "user__email", "center__name"]
    readonly_fields = ["verified_at", "verified_by"]
    autocomplete_fields = ["center"]
    raw_id_fields = ["user"]
