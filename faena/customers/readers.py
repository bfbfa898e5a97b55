"""Who reads what is written to a customer: himself, and those of his contacts who receive notices."""

from collections.abc import Iterator

from faena.customers.models import Customer


def mail_readers(customer: Customer) -> Iterator[tuple[str, str, str]]:
    """(who it is: "customer" or "contact-7", name, address), each address once; nobody where none has one."""
    seen = {""}
    for whom, name, address, _phone in _people(customer):
        if address.casefold() not in seen:
            seen.add(address.casefold())
            yield whom, name, address


def chat_number(customer: Customer) -> str:
    """The number of the one chat, in E.164: the customer's own, else the first of a contact; "" for none."""
    numbers = (phone for _whom, _name, _address, phone in _people(customer))
    return next((number for number in numbers if number.startswith("+")), "")


def is_reachable(customer: Customer) -> bool:
    """By a chat or a mail; asks for contacts only where the customer himself has neither."""
    return bool(chat_number(customer)) or any(True for _reader in mail_readers(customer))


def _people(customer: Customer) -> Iterator[tuple[str, str, str, str]]:
    yield "customer", customer.name, customer.email, customer.phone
    for one in customer.contacts.filter(receives_notices=True).order_by("id"):
        yield f"contact-{one.pk}", one.name, one.email, one.phone
