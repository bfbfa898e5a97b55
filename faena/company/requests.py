"""What TheShop adds to a request, for the types."""

from django.http import HttpRequest

from faena.company.models import Company


class ShopRequest(HttpRequest):
    company: Company
