from django.contrib import admin
from django.http import HttpRequest

from reference.models import BankMembership, BankRule, CodeLabel, Country, Region, Sector


class ShippedAdmin(admin.ModelAdmin):
    """Look, do not touch: these rows come with the release and the next load restores them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Country)
class CountryAdmin(ShippedAdmin):
    list_display = ["code", "name_en", "name_es", "name_fr"]
    search_fields = ["code", "name_en", "name_es", "name_fr"]


@admin.register(Region)
class RegionAdmin(ShippedAdmin):
    list_display = ["code", "name_en", "name_es", "name_fr"]
    list_filter = ["country__code"]
    search_fields = ["code", "name_en", "name_es", "name_fr"]


@admin.register(Sector)
class SectorAdmin(ShippedAdmin):
    list_display = ["scheme", "code", "name_en", "name_es", "name_fr", "note"]
    list_filter = ["scheme"]
    search_fields = ["code", "name_en", "name_es", "name_fr"]


@admin.register(CodeLabel)
class CodeLabelAdmin(ShippedAdmin):
    list_display = ["scheme", "code", "name_en", "name_es", "name_fr", "name_pt"]
    list_filter = ["scheme"]
    search_fields = ["code", "name_en", "name_es", "name_fr", "name_pt"]


@admin.register(BankRule)
class BankRuleAdmin(ShippedAdmin):
    list_display = ["bank", "name_en", "who_may_bid", "is_member_list_complete", "as_of"]


@admin.register(BankMembership)
class BankMembershipAdmin(ShippedAdmin):
    list_display = ["bank", "country", "kind", "source", "as_of"]
    list_filter = ["bank", "kind"]
    list_select_related = ["bank", "country"]
