"""Suggestions that the forms of this room offer, so that little is typed."""

from django.utils.translation import pgettext

from faena.customers.models import Customer


def kinds_for(customer: Customer) -> list[tuple[str, str]]:
    """(word, value) of the commonest kinds of a contact, in the reader's language: the kin and neighbours of a person,
    the departments of a company. Any other word can be typed."""
    if customer.kind == Customer.Kind.COMPANY:
        words = [
            pgettext("contact", "Administration"),
            pgettext("contact", "Purchasing"),
            pgettext("contact", "Technical"),
            pgettext("contact", "Reception"),
            pgettext("contact", "Management"),
        ]
    else:
        words = [
            pgettext("contact", "Spouse"),
            pgettext("contact", "Mother"),
            pgettext("contact", "Father"),
            pgettext("contact", "Child"),
            pgettext("contact", "Sibling"),
            pgettext("contact", "Neighbour"),
        ]
    return [(word, word) for word in words]
