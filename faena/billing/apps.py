from functools import partial
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "faena.billing"

    def ready(self) -> None:
        from faena.accounts import saved_views
        from faena.agenda import addresses
        from faena.billing import guards  # noqa: F401  # registering guards is its purpose
        from faena.billing.addresses import addresses_of
        from faena.billing.catalogues import PLANS
        from faena.billing.models import INVOICE_NUMBERS, SUBSCRIPTION_NUMBERS, Invoice, Subscription
        from faena.billing.paying import ADJUSTING, REVERSING
        from faena.billing.plan_states import plan_states
        from faena.billing.search import INVOICE_KIND
        from faena.cash import cases
        from faena.company import numbering, settings_pages
        from faena.customers import belongings, merging, open_matters, options, search, states
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.ui import called
        from faena.ui import search as one_search
        from faena.ui.navigation import NavItem, register

        saved_views.register("billing:invoices")
        merging.goes_with("billing.invoice", "subscription")
        belongings.register(Subscription, _("Plans"), 30)
        belongings.register(Invoice, _("Invoices"), 40)
        open_matters.register(
            open_matters.Matter(
                "plans",
                _("Plans"),
                rows=lambda customer: (
                    Subscription.objects.exclude(state=Subscription.State.CANCELLED)
                    .filter(customer=customer)
                    .order_by("id")
                ),
                ref=lambda plan: plan.as_ref,
                order=40,
                module="care",
            )
        )

        refs.register("subscription", "billing:subscription", module="care")
        one_search.register(INVOICE_KIND)
        for kind, series, model in (
            ("subscription", SUBSCRIPTION_NUMBERS, Subscription),
            ("invoice", INVOICE_NUMBERS, Invoice),
        ):
            seen = partial(_with_customer, model)
            called.register(kind, series, seen, module="care")
        refs.register("invoice", "billing:invoice", module="care")
        numbering.register("contract", SUBSCRIPTION_NUMBERS.write, _("Contracts"), module="care", order=30)
        numbering.register("invoice", INVOICE_NUMBERS.write, _("Invoices"), module="care", order=40)
        cases.register("invoice", numbers=INVOICE_NUMBERS, module="care", reversing=REVERSING, adjusting=ADJUSTING)
        register(
            NavItem(
                _("Invoices"), "billing:invoices", "file-text", Perm.BILLING_SEE, "care", 25, key="g f", group="money"
            )
        )
        search.register_field("login", _("Plan login"), module="care", stored=_logins)
        states.register(_("Plans"), plan_states, module="care")
        PLANS.announce()
        settings_pages.register(
            _("Invoices of erased customers"),
            "billing:keeping",
            "eraser",
            Perm.COMPANY_EDIT,
            "care",
            _("For how many years they keep name, document and address."),
            order=120,
        )
        addresses.register(addresses_of)
        for name, label, icon, order, model in (
            ("plans", _("Plans"), "wifi", 10, Subscription),
            ("statement", _("Statement"), "file-text", 20, Invoice),
        ):
            route, rows = f"billing:{name}", options.seen_of(model)
            options.register(options.Option(name, label, icon, route, Perm.BILLING_SEE, "care", order, rows))


def _with_customer(model: Any, user: Any) -> Any:
    return model.objects.visible_to(user).select_related("customer")


def _logins(pks: Any) -> dict[int, str]:
    from faena.billing.models import Subscription

    return dict(Subscription.objects.filter(pk__in=pks).values_list("pk", "login"))
