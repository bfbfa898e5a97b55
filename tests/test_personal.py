"""The register of personal fields: whoever adds a column in which words can stand says whose they are."""

from faena.customers.forgetting import undeclared
from faena.customers.models import Customer
from faena.files.models import File
from faena.lib import personal


def test_every_column_that_can_hold_words_is_declared_once():
    """Declare it in the personal.py of its room."""
    assert undeclared() == []


def test_a_column_that_nobody_declared_is_named(monkeypatch):
    declared = personal.register()
    fewer = {**declared, Customer: personal.Personal(Customer, emptied=("notes",), plain=("shoe_size",))}
    monkeypatch.setattr(personal, "_declared", fewer)

    assert {"customers.Customer.phone", "customers.Customer.shoe_size"} <= set(undeclared())


def test_what_hangs_on_customers_leads_to_them():
    """Else its rows would be left out when one is forgotten."""
    lost = [
        table.model._meta.label
        for table in personal.register().values()
        if (table.erased or table.files or table.goes) and not (table.of or table.by_ref)
    ]

    assert lost == []


def test_the_pictures_of_customers_are_declared():
    """Whatever shows a file: its contents are erased with its customer, but for what is no customer's."""
    pointing = {one.related_model for one in File._meta.get_fields(include_hidden=True) if one.auto_created}
    erased = {table.model for table in personal.register().values() if table.files}

    assert {model._meta.label for model in pointing - erased - {None}} == {"accounts.User", "company.Company"}
