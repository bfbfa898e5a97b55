"""What reaches sellers about their customers."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from faena.accounts.notices import named_user
from faena.customers.models import Customer
from faena.notifications import notices
from faena.notifications.models import Notice


def announce() -> None:
    notices.gives("customer.assigned", Notice.Kind.ASSIGNED, named_user)
    for verb in ("customer.assigned", "customer.unassigned"):
        notices.takes_back(verb, Notice.Kind.ASSIGNED)
    notices.register_thing("customer", notices.Thing(_told, name=_("a customer")))


def _told(user: Any, keys: Collection[int]) -> Mapping[int, str]:
    """The name."""
    return dict(Customer.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "name"))
