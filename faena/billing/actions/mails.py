"""An invoice reaches whoever is to pay it: the contacts of its customer who receive invoices (C8), by mail."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from faena.billing.models import Invoice
from faena.billing.pix import pix_of
from faena.company.models import Company
from faena.customers.models import Contact
from faena.lib.dates import format_day
from faena.lib.money import format_money
from faena.lib.named import AmongKeys, Named
from faena.notifications.actions import Mail, notify_many

MAIL = "billing/invoice"


def mail_invoices(owed: Mapping[int, int]) -> None:
    """Write to them in the customer's language, of each invoice once to each address: what it is for, how much, until
    when, and where the company has a key the text that PIX is paid by. `owed`: the customer of each invoice, by keys.
    A few statements, however many they are; the mails leave when the caller's step is committed."""
    readers: dict[int, list[Contact]] = defaultdict(list)
    for contact in _readers.rows(keys=set(owed.values())):
        readers[contact.customer_id].append(contact)
    if not readers:
        return
    company = Company.the()
    theirs = Invoice.objects.filter(pk__in=[invoice for invoice, customer in owed.items() if customer in readers])
    notify_many(
        _mail(invoice, contact, company)
        for invoice in theirs.with_paid().select_related("customer").order_by("id")
        for contact in _once(readers[invoice.customer_id])
    )


_readers: Named[Contact] = Named(
    lambda _ask: Contact.objects.filter(AmongKeys("customer"), receives_invoices=True).exclude(email="").order_by("id")
)


def _once(contacts: list[Contact]) -> Iterator[Contact]:
    """The first of those who share an address."""
    seen = set()
    for contact in contacts:
        if contact.email.casefold() not in seen:
            seen.add(contact.email.casefold())
            yield contact


def _mail(invoice: Invoice, contact: Contact, company: Company) -> Mail:
    charge, customer, pix = invoice.account, invoice.customer, pix_of(invoice, company)
    return Mail(
        MAIL,
        contact.email,
        customer.language,
        invoice.as_ref,
        dedupe_key=f"invoice-{invoice.pk}-contact-{contact.pk}",
        data={
            "name": contact.name,
            "customer": customer.name,
            "invoice": str(invoice),
            "concept": charge.concept,
            "amount": format_money(invoice.balance, charge.currency, customer.language),
            "day": format_day(charge.due_on, customer.language) if charge.due_on else "",
            "pix": pix.text if pix else "",
        },
    )
