from django.urls import path

from tenders import views

app_name = "tenders"
urlpatterns = [
    path("", views.tender_list, name="list"),
    path("feeds/", views.feeds, name="feeds"),
    path("operations/", views.operations, name="operations"),
    path("operations/replay/", views.replay, name="replay"),
    path("operations/runs/<int:pk>/", views.run, name="run"),
    path("<int:pk>/versions/", views.versions, name="versions"),
]
