"""What each action asks for by itself, whoever calls it: a page, the API, a device (W24, W31).

The actions and their permissions are read from the code; what single facts need and what is not reached stand here."""

import ast
import importlib
import inspect
import pkgutil

import pytest
from django.utils import timezone

import faena
from faena.accounts.actions import edit_profile, remove_photo
from faena.accounts.models import User
from faena.cases.actions import renew_link
from faena.cash.actions import TenderFacts, collect_several, print_receipt, receive_payment
from faena.customers.actions import (
    AddressFacts,
    ContactFacts,
    CustomerFacts,
    DeviceFacts,
    NewcomerFacts,
    addresses,
    contacts,
    customers,
    devices,
    draft_customer,
    register_many,
)
from faena.customers.models import Customer
from faena.gate.grants import Perm, Scope
from faena.gate.rights import NotAllowed
from faena.gate.roles import Role
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.moving.actions import begin_import
from faena.orders import actions as orders
from faena.orders.actions import IntakeFacts, open_order
from faena.tickets import actions as tickets
from faena.tickets.actions import CommentFacts, OpeningFacts
from tests import factories
from tests.expected import GRANTED
from tests.steps import alone, find_or_add_device

registered = alone(register_many)

# Those that ask for something else than a permission.
BY_SECRET = {
    "accept_invitation", "change_own_password", "recover_password", "report_new_device", "send_recovery", "set_up",
    "signed_in", "use_code",
}  # fmt: skip
ELSEWHERE = {
    "end_archive",  # of the archive that somebody who may began
    "end_export",  # of the export that somebody who may began
    "refuse_sign_in",  # whoever is not let in
    "check_chunk",  # these go on with what somebody who may import began
    "write_chunk",
    "end_import",
    "undo_chunk",
    "issue_batch",  # goes on with a month that start_run began, also when whoever began it has left
    "remind_by_mail",  # of whoever wanted to be reminded, also when he has left
    "_open_shop",  # the demo, on an empty database
}
# A view and its action ask for different things.
UNLIKE_ITS_DOOR = {
    ("accounts.views.me", "password"): "the action asks for the current one",
    ("accounts.views.me", "language"): "open to all: who is signed in keeps the choice",
    ("accounts.views.photos", "photo"): "one's own, or that of somebody whom one may edit",
    ("tickets.views.workshop", "send"): "hands a ticket on and opens an order",
}


def actions():
    """name → the action, of every room."""
    found = {}
    for module in pkgutil.walk_packages(faena.__path__, "faena."):
        if ".actions" in module.name or module.name == "faena.upkeep.demo.shop":
            for value in vars(importlib.import_module(module.name)).values():
                if callable(value) and hasattr(value, "permission"):
                    found[f"{value.__module__.removeprefix('faena.')}.{value.__name__}"] = value
    return found


ACTIONS = actions()
REFUSED = [
    pytest.param(name, role, id=f"{name}-{role}")
    for name, one in sorted(ACTIONS.items())
    if one.permission
    for role in Role.values
    if GRANTED[one.permission][role] is Scope.NONE
]


def call_blindly(act, by):
    """With nothing but who acts."""
    facts = {}
    places = []
    for name, parameter in inspect.signature(act).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY:
            facts[name] = None
        else:
            places.append(None)
    return act(*places, **facts | {"by": by})


@pytest.mark.parametrize(("name", "role"), REFUSED)
def test_a_role_without_the_permission_gets_no_further(name, role):
    """It touches no table: this test has none."""
    with pytest.raises(NotAllowed):
        call_blindly(ACTIONS[name], User(role=role))


@pytest.mark.parametrize("nobody", [User(role=None), User(role="master", is_active=False)], ids=["customer", "left"])
def test_who_has_no_role_or_has_left_does_nothing(nobody):
    for act in ACTIONS.values():
        if act.permission:
            with pytest.raises(NotAllowed):
                call_blindly(act, nobody)


def test_whoever_needs_no_permission_is_known():
    without = {name.rsplit(".", 1)[1] for name, act in ACTIONS.items() if act.permission is None}

    assert without == BY_SECRET | ELSEWHERE
    assert len(ACTIONS) > 90


def test_a_door_asks_for_what_its_action_asks():
    """So that a page never shows a form that its action refuses to whoever may open it."""
    permissions = {}
    for name, act in ACTIONS.items():
        permissions.setdefault(name.rsplit(".", 1)[1], set()).add(act.permission)
    unlike = {}
    for module in pkgutil.walk_packages(faena.__path__, "faena."):
        if (".views" in module.name and not module.ispkg) or module.name.endswith(".views"):
            for view, door, called in _doors(module.name):
                wrong = [name for name in called if name in permissions and door not in permissions[name]]
                if wrong:
                    unlike[module.name.removeprefix("faena."), view] = wrong

    assert unlike.keys() <= UNLIKE_ITS_DOOR.keys(), unlike


def _doors(module):
    """(view, its permission, the names that it calls or hands on) of the views behind a staff door."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    for node in tree.body:
        doors = [one for one in getattr(node, "decorator_list", []) if ast.unparse(one).startswith("requires(")]
        if doors:
            perm = Perm[ast.unparse(doors[0].args[0]).removeprefix("Perm.")]
            inside = [one for one in ast.walk(node) if one not in node.decorator_list]
            names = {one.id for one in inside if isinstance(one, ast.Name)}
            yield node.name, perm, names | {one.attr for one in inside if isinstance(one, ast.Attribute)}


# --- facts that need more than their action -----------------------------------------------------------------


PHONE = DeviceFacts("Phone")


def opened(customer, by, **facts):
    return open_order(customer, device=PHONE, facts=IntakeFacts("It is wet.", **facts), by=by)


@pytest.mark.parametrize(
    ("who", "fact", "value"),
    [
        ("technician", "service_value", lambda _people: 1000),
        ("seller", "service_value", lambda _people: 0),
        ("seller", "technician", lambda people: people("technician")),
    ],
)
def test_a_fact_of_an_intake_needs_its_own_permission(customer, request, who, fact, value):
    facts = {fact: value(request.getfixturevalue)}

    with pytest.raises(NotAllowed) as refused:
        opened(customer, request.getfixturevalue(who), **facts)

    assert refused.value.at == fact
    assert not Event.objects.filter(verb__startswith="order.").exists()


def test_a_technician_takes_in_for_himself(customer, technician):
    other = factories.a_user(role="technician")

    assert opened(customer, technician, technician=technician).technician == technician
    with pytest.raises(RuleBroken, match="for yourself") as refused:
        opened(customer, technician, technician=other)
    assert refused.value.at == "technician"


def test_who_does_not_give_customers_to_sellers_names_none(clerk, seller, admin):
    with pytest.raises(NotAllowed) as refused:
        customers.create_customer(CustomerFacts("Ana"), seller=seller, by=clerk)
    assert refused.value.at == "seller"

    assert customers.create_customer(CustomerFacts("Ana"), seller=seller, by=admin).seller == seller
    assert customers.create_customer(CustomerFacts("Eva"), by=seller).seller == seller


# --- what a token leaves of a role, and an action asks that another one calls --------------------------------


def with_token_without(user, *perms):
    """He comes by a token that lets him do all but this."""
    user.limited_to = frozenset(Perm).difference(perms)
    return user


def test_an_intake_by_a_token_takes_no_advance_without_the_right_to_collect(customer, clerk):
    by = with_token_without(clerk, Perm.PAYMENT_REGISTER)
    advance = TenderFacts(factories.a_method(), 1_00, "USD")

    with pytest.raises(NotAllowed) as refused:
        opened(customer, by, advance=advance)

    assert refused.value.at == "advance"


def test_an_intake_by_a_token_without_the_customers_knows_no_device_of_them(customer, clerk):
    """Neither is one added, nor the one with this serial found."""
    known = factories.a_device(customer, kind="Phone", serial="R58M1")
    by = with_token_without(clerk, Perm.CUSTOMER_EDIT)

    for facts in (PHONE, DeviceFacts("Phone", serial="R58M1")):
        with pytest.raises(NotAllowed):
            find_or_add_device(customer, facts, by=by)
    assert [*customer.devices.all()] == [known]


def test_customers_that_come_together_need_the_right_of_one(clerk):
    draft = draft_customer(NewcomerFacts(CustomerFacts("Ana")), "VE")

    with pytest.raises(NotAllowed):
        registered([draft], "VE", by=with_token_without(clerk, Perm.CUSTOMER_EDIT))

    assert not Customer.objects.exists()


def test_nothing_is_collected_by_a_token_without_the_right_to(customer, clerk):
    """The action asks, before it looks at what was sent."""
    with pytest.raises(NotAllowed):
        receive_payment(None, tenders=[], by=with_token_without(clerk, Perm.PAYMENT_REGISTER))


def test_the_file_of_somebody_who_may_not_import_is_not_even_read(seller, tmp_path):
    with pytest.raises(NotAllowed):
        begin_import(tmp_path / "nothing.csv", "nothing.csv", by=seller)


def test_nobody_takes_the_photo_of_another_away(owner, clerk):
    with pytest.raises(NotAllowed):
        remove_photo(owner, by=clerk)


def test_nobody_edits_the_profile_of_another(owner, clerk):
    with pytest.raises(NotAllowed):
        edit_profile(owner, name="Nobody", phone="", language="en", by=clerk)


# --- out of reach -------------------------------------------------------------------------------------------


@pytest.fixture
def theirs(stranger, customer, clerk):
    """One of everything of another seller's customer."""
    order = opened(stranger, clerk, service_value=50_00)
    paid = receive_payment(order.account, tenders=[TenderFacts(factories.a_method(), 20_00, "USD")], by=clerk)
    factories.the_company(has_care=True)
    queue = factories.a_queue()
    return {
        "customer": stranger,
        "order": order,
        "own": factories.an_order(customer),
        "payment": paid,
        "ticket": factories.a_ticket(stranger, holder=queue, by=clerk),
        "address": addresses.add_address(stranger, AddressFacts("Calle 8"), by=clerk),
        "contact": contacts.add_contact(stranger, ContactFacts("Eva"), by=clerk),
        "device": devices.add_device(stranger, DeviceFacts("Tablet"), by=clerk),
    }


NOT_HIS = {
    "edit a customer": lambda t, by: customers.edit_customer(t["customer"], CustomerFacts("X"), version=1, by=by),
    "add an address": lambda t, by: addresses.add_address(t["customer"], AddressFacts("Calle 9"), by=by),
    "edit an address": lambda t, by: addresses.edit_address(t["address"], AddressFacts("X"), version=1, by=by),
    "remove an address": lambda t, by: addresses.remove_address(t["address"], version=1, by=by),
    "add a contact": lambda t, by: contacts.add_contact(t["customer"], ContactFacts("Ana"), by=by),
    "edit a contact": lambda t, by: contacts.edit_contact(t["contact"], ContactFacts("X"), version=1, by=by),
    "remove a contact": lambda t, by: contacts.remove_contact(t["contact"], version=1, by=by),
    "add a device": lambda t, by: devices.add_device(t["customer"], DeviceFacts("Phone"), by=by),
    "edit a device": lambda t, by: devices.edit_device(t["device"], DeviceFacts("X"), version=1, by=by),
    "remove a device": lambda t, by: devices.remove_device(t["device"], version=1, by=by),
    "open an order": lambda t, by: opened(t["customer"], by),
    "hand an order to him": lambda t, by: orders.correct_customer(t["own"], t["customer"], version=1, by=by),
    "make a link": lambda t, by: renew_link(t["order"], by=by),
    "collect for several accounts": lambda t, by: collect_several(
        t["customer"],
        accounts=[t["order"].account],
        tenders=[TenderFacts(factories.a_method(), 1_00, "USD")],
        adjustments={},
        by=by,
    ),
    "edit an intake": lambda t, by: orders.edit_intake(
        t["order"], orders.IntakeChange("X"), version=t["order"].version, by=by
    ),
    "collect": lambda t, by: receive_payment(
        t["order"].account, tenders=[TenderFacts(factories.a_method(), 1_00, "USD")], by=by
    ),
    "print a receipt": lambda t, by: print_receipt(t["payment"], by=by),
    "open a ticket": lambda t, by: tickets.open_ticket(
        t["customer"], OpeningFacts(factories.a_ticket_type(), "Dead.", destination=factories.a_queue()), by=by
    ),
    "comment on a ticket": lambda t, by: tickets.comment(t["ticket"], CommentFacts("X"), by=by),
    "confirm an answer": lambda t, by: tickets.confirm_reply(
        t["ticket"], factories.a_comment(t["ticket"], is_visible=True, channel="whatsapp"), by=by
    ),
}


@pytest.mark.parametrize("deed", NOT_HIS)
def test_a_seller_changes_nothing_of_another_s_customer(theirs, seller, clerk, deed):
    """Though the permission is his: what the page would answer with 404, the action refuses (W31)."""
    before = Event.objects.count()
    with pytest.raises(RuleBroken, match="not yours to change"):
        NOT_HIS[deed](theirs, seller)
    assert Event.objects.count() == before

    NOT_HIS[deed](theirs, clerk)  # the same, by whom everything is reached


def test_nothing_is_said_of_another_s_customer_to_whom_an_order_is_handed(theirs, seller):
    """Not even that he is retired."""
    Customer.objects.filter(pk=theirs["customer"].pk).update(retired_at=timezone.now())

    with pytest.raises(RuleBroken, match="not yours to change"):
        orders.correct_customer(theirs["own"], theirs["customer"], version=1, by=seller)


def test_nothing_is_said_of_what_another_s_customer_owes(theirs, seller):
    """Who collects too much is told the balance: of accounts in reach alone."""
    too_much = [TenderFacts(factories.a_method(), 900_00, "USD")]

    with pytest.raises(RuleBroken, match="not yours to change"):
        collect_several(
            theirs["customer"], accounts=[theirs["order"].account], tenders=too_much, adjustments={}, by=seller
        )


def test_a_seller_takes_in_nothing_of_another_s_customer_that_was_here_before(stranger, seller):
    device = factories.a_device(stranger)

    with pytest.raises(RuleBroken, match="not yours to change"):
        open_order(stranger, device=device, facts=IntakeFacts("It is wet."), by=seller)
