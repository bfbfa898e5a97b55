"""What the house adds to a request, for the types: views say in their signature which one they are given."""

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from faena.company.models import Company


class ShopRequest(HttpRequest):
    """Any request: TheShop has put the company on it."""

    company: Company


class SignedInRequest(ShopRequest):
    """Behind a staff door, in a room below accounts; the rooms above say accounts.requests.StaffRequest."""

    user: AbstractBaseUser  # type: ignore[assignment]  # a User, whose room is above this one
