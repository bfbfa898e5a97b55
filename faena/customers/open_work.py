"""Customers as what a seller has, and hands over (accounts/open_work.py)."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User, UserQuerySet
from faena.accounts.open_work import Kind
from faena.customers.actions.customers import assign_seller
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.gate.roles import Role


def _rows(user: User) -> QuerySet[Customer]:
    return Customer.objects.current().filter(seller=user).order_by("sort_name", "id")


def sellers() -> UserQuerySet:
    return User.objects.active().filter(role=Role.SELLER).order_by("sort_name", "id")


def _give(customer: Customer, to: User, reason: str, by: User) -> object:
    return assign_seller(customer, to, version=customer.version, by=by)


CUSTOMERS = Kind(
    "customers",
    _("Customers"),
    "users",
    Perm.CUSTOMER_ASSIGN,
    rows=_rows,
    takers=sellers,
    give=_give,
    line=lambda customer: (f"{customer.name} · {customer.code}", customer.as_ref.url),
    url=lambda user: f"{reverse('customers:list')}?{urlencode({'seller': user.pk})}",
    order=40,
)
