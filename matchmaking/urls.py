from django.urls import path

from matchmaking.views import introductions, open_requests, partners, rooms, rounds, tenders

app_name = "matchmaking"

ONE = "introductions/<int:pk>/"
PARTNER = "partners/<int:pk>/"

urlpatterns = [
    path("tenders/", tenders.recommendation_list, name="recommendations"),
    path("tenders/<int:pk>/watch/", tenders.watch, name="watch"),
    path("tenders/<int:pk>/unwatch/", tenders.unwatch, name="unwatch"),
    path("tenders/<int:pk>/dismiss/", tenders.dismiss, name="dismiss"),
    path("tenders/<int:pk>/restore/", tenders.restore, name="restore"),
    path("tenders/<int:pk>/gaps/", open_requests.tender_gaps, name="tender-gaps"),
    path("requests/", open_requests.open_request_list, name="open-requests"),
    path("requests/new/", open_requests.open_request_new, name="open-request-new"),
    path("requests/<int:pk>/close/", open_requests.open_request_close, name="open-request-close"),
    path("watched/", tenders.watched, name="watched"),
    path("partners/", partners.partner_list, name="partners"),
    path("partners/blocked/", partners.blocked, name="blocked"),
    path(f"{PARTNER}save/", partners.partner_save, name="partner-save"),
    path(f"{PARTNER}hide/", partners.partner_hide, name="partner-hide"),
    path(f"{PARTNER}unmark/", partners.partner_unmark, name="partner-unmark"),
    path(f"{PARTNER}block/", partners.partner_block, name="partner-block"),
    path(f"{PARTNER}unblock/", partners.partner_unblock, name="partner-unblock"),
    path(f"{PARTNER}report/", partners.partner_report, name="partner-report"),
    path(f"{PARTNER}chain/", partners.supply_chain, name="supply-chain"),
    path(f"{PARTNER}ask/", introductions.introduction_new, name="introduction-new"),
    path("reports/", partners.reports, name="reports"),
    path("reports/<int:pk>/settle/", partners.report_settle, name="report-settle"),
    path("figures/", partners.figures, name="figures"),
    path("round/", rounds.round_, name="round"),
    path("introductions/", introductions.introduction_list, name="introductions"),
    path(ONE, introductions.introduction, name="introduction"),
    path(f"{ONE}accept/", introductions.introduction_accept, name="introduction-accept"),
    path(f"{ONE}decline/", introductions.introduction_decline, name="introduction-decline"),
    path(f"{ONE}counsel/", introductions.introduction_counsel, name="introduction-counsel"),
    path(f"{ONE}withdraw/", introductions.introduction_withdraw, name="introduction-withdraw"),
    path(f"{ONE}end/", introductions.introduction_end, name="introduction-end"),
    path(f"{ONE}message/", rooms.message, name="room-message"),
    path(f"{ONE}files/", rooms.file_share, name="room-files"),
    path(f"{ONE}files/<int:file>/", rooms.file, name="room-file"),
    path(f"{ONE}files/<int:file>/remove/", rooms.file_remove, name="room-file-remove"),
    path(f"{ONE}times/", rooms.times, name="room-times"),
    path(f"{ONE}times/<int:time>/take/", rooms.time_take, name="room-time-take"),
    path(f"{ONE}times/<int:time>/file/", rooms.time_file, name="room-time-file"),
    path(f"{ONE}outcome/", rooms.outcome, name="outcome"),
]
