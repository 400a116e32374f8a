from django.apps import AppConfig


class CounselorsConfig(AppConfig):
    name = "counselors"
