from django.apps import AppConfig


class CashConfig(AppConfig):
    name = "faena.cash"

    def ready(self) -> None:
        from faena.cash import guards  # noqa: F401  # registering them is the import's purpose
        from faena.cash.catalogues import PAYMENT_METHODS
        from faena.cash.models import Charge
        from faena.company import currency

        PAYMENT_METHODS.announce()
        currency.kept_by(Charge.objects.exists)
