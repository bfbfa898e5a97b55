"""The addresses of pages: the shape of one is looked up once, as a page asks for dozens of the same."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse


def url(view_name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page. Where its parts are numbers, only these are put into its shape."""
    numbers = (*args, *kwargs.values()) if kwargs else args
    for number in numbers:
        if type(number) is not int or number < 0:
            return reverse(view_name, args=args, kwargs=kwargs)
    return _shape(get_script_prefix(), settings.ROOT_URLCONF, view_name, len(args), tuple(kwargs)).format(*numbers)


@lru_cache(maxsize=2000)
def _shape(_prefix: str, _urlconf: str, view_name: str, unnamed: int, names: tuple[str, ...]) -> str:
    """`/orders/{0}/`. Raises NoReverseMatch where there is no such page."""
    marks = [10**12 + place for place in range(unnamed + len(names))]
    address = reverse(view_name, args=marks[:unnamed], kwargs=dict(zip(names, marks[unnamed:], strict=True)))
    address = address.replace("{", "{{").replace("}", "}}")
    for place, mark in enumerate(marks):
        address = address.replace(str(mark), f"{{{place}}}")
    return address


def url_if(view_name: str, *args: Any, **kwargs: Any) -> str:
    """The address, or nothing while no room offers that page."""
    try:
        return url(view_name, *args, **kwargs)
    except NoReverseMatch:
        return ""
