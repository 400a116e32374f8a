from django.urls import URLPattern, path, register_converter

from accounts.views import (
    arriving,
    cards,
    colleagues,
    consent,
    enterprises,
    evidence,
    mail,
    moderation,
    my_data,
    people,
    statement,
)


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
CERTIFICATE = f"{ONE}certificates/<int:certificate>/"

urlpatterns: list[URLPattern] = [
    path("enterprises/", enterprises.directory, name="enterprise-list"),
    path("enterprises/new/", enterprises.new, name="enterprise-new"),
    path("enterprises/start/", arriving.start, name="enterprise-start"),
    path("enterprises/alike/", arriving.twins, name="alike"),
    path("enterprises/draft/", arriving.draft_keep, name="draft-keep"),
    path("enterprises/draft/forget/", arriving.draft_forget, name="draft-forget"),
    path(ONE, enterprises.detail, name="enterprise"),
    path(f"{ONE}edit/", enterprises.edit, name="enterprise-edit"),
    path(f"{ONE}visibility/", consent.visibility, name="visibility"),
    path(f"{ONE}ownership/", consent.ownership_facts, name="ownership"),
    path(f"{ONE}consents/", consent.ledger, name="consents"),
    path(f"{ONE}statement/", statement.statement, name="statement"),
    path(f"{ONE}statement.pdf", statement.statement_pdf, name="statement-pdf"),
    path(f"{ONE}certificates/new/", evidence.certificate_new, name="certificate-new"),
    path(CERTIFICATE, evidence.certificate, name="certificate"),
    path(f"{CERTIFICATE}paper/", evidence.certificate_paper, name="certificate-paper"),
    path(f"{CERTIFICATE}submit/", evidence.certificate_submit, name="certificate-submit"),
    path(f"{CERTIFICATE}take-back/", evidence.certificate_take_back, name="certificate-take-back"),
    path(f"{CERTIFICATE}delete/", evidence.certificate_delete, name="certificate-delete"),
    path(f"{ONE}projects/new/", evidence.project_new, name="project-new"),
    path(f"{ONE}projects/<int:project>/ask/", evidence.project_ask, name="project-ask"),
    path(f"{ONE}projects/<int:project>/delete/", evidence.project_delete, name="project-delete"),
    path("projects/confirm/<str:key>/", evidence.project_confirm, name="project-confirm"),
    path("files/<int:pk>/", evidence.file, name="file"),
    path("verifications/", moderation.queue, name="verifications"),
    path("verifications/<int:pk>/", moderation.verification, name="verification"),
    path("twins/", moderation.twins, name="twins"),
    path("twins/<int:kept>/<int:gone>/", moderation.merge, name="merge"),
    path(f"{ONE}team/", people.team, name="team"),
    path(f"{ONE}team/invite/", colleagues.invite, name="invite"),
    path(
        f"{ONE}team/invitations/<int:invitation>/withdraw/",
        colleagues.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("invitations/<str:token>/", colleagues.invitation, name="invitation"),
    path(
        f"{ONE}team/<int:membership>/hand-over/",
        colleagues.member_hand_over,
        name="member-hand-over",
    ),
    path(f"{ONE}team/<int:membership>/role/", people.member_role, name="member-role"),
    path(f"{ONE}team/<int:membership>/remove/", people.member_remove, name="member-remove"),
    path(f"{CARD}new/", cards.card_new, name="card-new"),
    path(f"{CARD}<int:card>/edit/", cards.card_edit, name="card-edit"),
    path(f"{CARD}<int:card>/delete/", cards.card_delete, name="card-delete"),
    path("inbox/", people.inbox, name="inbox"),
    path("inbox/read/", people.inbox_read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/read/", people.inbox_read, name="inbox-read"),
    path("preferences/", people.preferences, name="preferences"),
    path("preferences/mail/", mail.mail, name="mail"),
    path("unsubscribe/<str:token>/", mail.unsubscribe, name="unsubscribe"),
    path("my-data/", my_data.overview, name="my-data"),
    path("my-data/export/", my_data.export, name="my-data-export"),
    path("my-data/erase/", my_data.erase, name="my-data-erase"),
]
