from django.urls import URLPattern, path, register_converter

from accounts.views import cards, consent, enterprises, people


class CardKind:
    """Cards come in two kinds, each with pages of the same shape."""

    regex = "offer|need"

    def to_python(self, kind: str) -> str:
        return kind

    def to_url(self, kind: str) -> str:
        return kind


register_converter(CardKind, "card_kind")

app_name = "accounts"

ONE = "enterprises/<int:pk>/"
CARD = f"{ONE}<card_kind:kind>/"

urlpatterns: list[URLPattern] = [
    path("enterprises/", enterprises.directory, name="enterprise-list"),
    path("enterprises/new/", enterprises.new, name="enterprise-new"),
    path(ONE, enterprises.detail, name="enterprise"),
    path(f"{ONE}edit/", enterprises.edit, name="enterprise-edit"),
    path(f"{ONE}visibility/", consent.visibility, name="visibility"),
    path(f"{ONE}ownership/", consent.ownership_facts, name="ownership"),
    path(f"{ONE}consents/", consent.ledger, name="consents"),
    path(f"{ONE}certificates/new/", cards.certificate_new, name="certificate-new"),
    path(
        f"{ONE}certificates/<int:certificate>/delete/",
        cards.certificate_delete,
        name="certificate-delete",
    ),
    path(f"{ONE}team/", people.team, name="team"),
    path(f"{ONE}team/<int:membership>/role/", people.member_role, name="member-role"),
    path(f"{ONE}team/<int:membership>/remove/", people.member_remove, name="member-remove"),
    path(f"{CARD}new/", cards.card_new, name="card-new"),
    path(f"{CARD}<int:card>/edit/", cards.card_edit, name="card-edit"),
    path(f"{CARD}<int:card>/delete/", cards.card_delete, name="card-delete"),
    path("inbox/", people.inbox, name="inbox"),
    path("inbox/read/", people.inbox_read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/read/", people.inbox_read, name="inbox-read"),
    path("preferences/", people.preferences, name="preferences"),
]
