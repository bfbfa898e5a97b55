from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CashConfig(AppConfig):
    name = "faena.cash"

    def ready(self) -> None:
        from faena.accounts import saved_views
        from faena.cash import cases, guards  # noqa: F401  # registering guards is its purpose
        from faena.cash.actions import reverse_payment
        from faena.cash.catalogues import PAYMENT_METHODS
        from faena.cash.models import BALANCE_NUMBERS, RECEIPT_NUMBERS, Charge, OpeningBalance, Payment
        from faena.cash.payment_options import given_back, how_paid
        from faena.cash.search import BALANCE_KIND, PAYMENT_KIND
        from faena.company import currency, numbering, settings_pages
        from faena.customers import belongings, open_matters, options
        from faena.gate.grants import Perm
        from faena.gate.roles import Role
        from faena.lib import refs
        from faena.lib.locales import active_language
        from faena.lib.money import format_short
        from faena.ui import called
        from faena.ui import search as one_search
        from faena.ui.jinja import register_filter
        from faena.ui.navigation import NavItem, register, register_beginning

        belongings.register(OpeningBalance, _("Opening balances"), 42)
        saved_views.register("cash:list")
        belongings.register(Payment, _("Payments"), 45, "charge__customer")
        open_matters.register(
            open_matters.Matter(
                "balance",
                _("Balance"),
                rows=lambda customer: (
                    Charge.objects.open().exclude(amount=None).filter(customer=customer).order_by("id")
                ),
                ref=lambda charge: charge.ref,
                order=50,
                module="",
            )
        )

        refs.register("payment", "cash:payment")
        numbering.register("receipt", RECEIPT_NUMBERS.write, _("Receipts"), order=50)
        one_search.register(PAYMENT_KIND)
        called.register(
            "payment",
            RECEIPT_NUMBERS,
            lambda user: Payment.objects.visible_to(user).select_related("charge__customer"),
            column="receipt",
            about=lambda payment: str(payment.charge.customer),
        )
        refs.register("balance", "cash:balance")
        cases.register("balance", numbers=BALANCE_NUMBERS, module="", reversing=cases.Reversing(reverse_payment))
        one_search.register(BALANCE_KIND)
        called.register(
            "balance",
            BALANCE_NUMBERS,
            lambda user: OpeningBalance.objects.visible_to(user).select_related("customer"),
        )
        options.register(
            options.Option(
                "balances",
                _("Opening balance"),
                "history",
                "cash:balances",
                Perm.BALANCE_OPEN,
                module=None,
                order=60,
                rows=options.seen_of(OpeningBalance),
            )
        )
        register_filter("how_paid", how_paid)
        register_filter("given_back", given_back)
        register_filter("short_money", lambda amount, code: format_short(amount, code, active_language()))
        PAYMENT_METHODS.announce()
        currency.kept_by(Charge.objects.exists)
        settings_pages.register(
            _("Rates"),
            "rates:page",
            "arrow-left-right",
            Perm.COMPANY_EDIT,
            None,
            _("What the second currency is worth, day by day."),
            order=32,
            when=lambda company: bool(company.second_currency),
        )
        register(
            NavItem(
                *(_("Cash"), "cash:list", "banknote", Perm.PAYMENT_SEE, None, 20),
                phone=50,
                key="g m",
                group="money",
                phone_of={Role.OPERATOR: 25},
            )
        )
        register_beginning(NavItem(_("Take payment"), "cash:find", "coins", Perm.PAYMENT_REGISTER, order=40))
