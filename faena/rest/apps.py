from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "faena.rest"
    label = "rest"
