"""Routes: pages under their language, the API and the machine's own addresses outside."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import api, views

urlpatterns = [
    path("livez", views.live, name="live"),
    path("readyz", views.ready, name="ready"),
    path("favicon.ico", RedirectView.as_view(url="/static/img/puente.svg", permanent=True)),
    path("api/v1/", include((api.urlpatterns, "api"), namespace="v1")),
    path("admin/login/", views.enter_admin),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("dashboard/", views.dashboard, name="dashboard"),
        path("privacy/", views.privacy, name="privacy"),
        path("quality/", views.quality, name="quality"),
        path("design/", views.design, name="design"),
        path("demo-mail/", views.demo_mail, name="demo-mail"),
        # A tender's page mixes the notice with what the reader's enterprise makes of it.
        path("tenders/<int:pk>/", views.tender, name="tender"),
        path("tenders/", include("tenders.urls")),
        path("matches/", include("matchmaking.urls")),
        path("counselors/", include("counselors.urls")),
        path("account/", include("allauth.urls")),
        path("", include("accounts.urls")),
    ),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.page_not_found"
handler500 = "config.views.server_error"
