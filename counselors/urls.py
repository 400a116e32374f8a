from django.urls import URLPattern

app_name = "counselors"
urlpatterns: list[URLPattern] = []
