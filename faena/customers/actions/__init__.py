"""Writes of the customers' room: who is served (customers), who else is spoken to (contacts), where they are
(addresses), what they bring (devices), and the links by which they follow a case (links)."""

from faena.customers.actions.addresses import AddressFacts, add_address, edit_address, remove_address
from faena.customers.actions.contacts import (
    ContactFacts,
    add_contact,
    check_contact,
    edit_contact,
    remove_contact,
    switch_sending,
)
from faena.customers.actions.customers import (
    CustomerFacts,
    assign_seller,
    create_customer,
    delete_customer,
    edit_customer,
    restore_customer,
    retire_customer,
    unregister_customers,
    why_not_retire,
)
from faena.customers.actions.devices import (
    DeviceFacts,
    add_device,
    edit_device,
    find_or_add_device,
    holds_device,
    move_device,
    remove_device,
)
from faena.customers.actions.forgetting import forget_again, forget_customer
from faena.customers.actions.many import Draft, NewcomerFacts, draft_customer, register_many
from faena.customers.actions.merging import merge_customers, undo_merge

__all__ = [
    "AddressFacts",
    "ContactFacts",
    "CustomerFacts",
    "DeviceFacts",
    "Draft",
    "NewcomerFacts",
    "add_address",
    "add_contact",
    "add_device",
    "assign_seller",
    "check_contact",
    "create_customer",
    "delete_customer",
    "draft_customer",
    "edit_address",
    "edit_contact",
    "edit_customer",
    "edit_device",
    "find_or_add_device",
    "forget_again",
    "forget_customer",
    "holds_device",
    "merge_customers",
    "move_device",
    "register_many",
    "remove_address",
    "remove_contact",
    "remove_device",
    "restore_customer",
    "retire_customer",
    "switch_sending",
    "undo_merge",
    "unregister_customers",
    "why_not_retire",
]
