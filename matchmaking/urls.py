from django.urls import path

from matchmaking import views

app_name = "matchmaking"
urlpatterns = [
    path("tenders/", views.recommendation_list, name="recommendations"),
    path("tenders/<int:pk>/watch/", views.watch, name="watch"),
    path("tenders/<int:pk>/unwatch/", views.unwatch, name="unwatch"),
    path("tenders/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("tenders/<int:pk>/restore/", views.restore, name="restore"),
    path("watched/", views.watched, name="watched"),
    path("partners/", views.partner_list, name="partners"),
]
