from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "faena.cases"
