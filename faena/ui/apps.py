from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "faena.ui"
