"""Writes of the customers' room: who is served (customers), what they bring (devices), and the links by which they
follow a case (links)."""

from faena.customers.actions.customers import (
    CustomerFacts,
    assign_seller,
    create_customer,
    delete_customer,
    edit_customer,
    restore_customer,
    retire_customer,
)
from faena.customers.actions.devices import DeviceFacts, add_device, find_or_add_device, serial_key
from faena.customers.actions.links import link_expires, make_link, revoke_link

__all__ = [
    "CustomerFacts",
    "DeviceFacts",
    "add_device",
    "assign_seller",
    "create_customer",
    "delete_customer",
    "edit_customer",
    "find_or_add_device",
    "link_expires",
    "make_link",
    "restore_customer",
    "retire_customer",
    "revoke_link",
    "serial_key",
]
