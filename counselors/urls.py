from django.urls import path

from counselors import views

app_name = "counselors"
urlpatterns = [
    path("", views.counselor_list, name="list"),
    path("desk/", views.desk, name="desk"),
    path("profile/", views.profile, name="profile"),
    path("waiting/", views.waiting, name="waiting"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/verify/", views.verify, name="verify"),
]
