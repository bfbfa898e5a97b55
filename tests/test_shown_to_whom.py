"""What a page, a form or a list offers is what its reader may do, and no name of a colleague is read by whom it does
not concern (W31): each beside somebody who is offered it."""

import pytest
from django.forms import ChoiceField
from django.urls import reverse

from faena.accounts import open_work
from faena.accounts.models import User
from faena.agenda.forms import offer_goers
from faena.agenda.views.proof import proof_of
from faena.company import settings_pages
from faena.company.models import Company
from faena.gate.grants import Scope
from faena.home import care
from faena.home.tiles import worklists_of
from faena.journal.models import Event
from faena.orders.actions import add_status
from faena.orders.forms.work import AssignForm
from faena.orders.models import Stage, StatusEntry
from faena.orders.offers import what_comes_next
from faena.orders.views import telling
from faena.tickets.forms.workshop import WorkshopForm
from faena.tickets.models import Ticket
from faena.tickets.offers import offers_of
from tests import factories
from tests.expected import reach_of

BOTH = ("workshop", "care")


@pytest.fixture
def own(world):
    return world.things.own


@pytest.fixture
def other(world):
    """Another technician, of whom some shall not read."""
    return factories.a_user(role="technician", name="Tobias Toolbox")


@pytest.mark.parametrize("who", ["owner", "admin", "clerk", "seller", "technician"])
def test_settings_and_open_work_are_those_that_one_may_change(world, who):
    user = world.people[who]

    pages = settings_pages.pages_for(user, Company.here())
    kinds = open_work.kinds_for(user)

    assert [page.url_name for page in pages if reach_of(user, page.perm) is Scope.NONE] == []
    assert [kind.name for kind in kinds if reach_of(user, kind.perm) is Scope.NONE] == []
    assert (len(pages) > 10) == (who in ("owner", "admin"))


@pytest.mark.parametrize(
    ("route", "act", "who", "who_not"),
    [
        ("customers:list", "customers:retire_several", "owner", "admin"),
        ("customers:list", "customers:assign_several", "admin", "clerk"),
        ("orders:list", "orders:status_several", "technician", "seller"),
        ("tickets:queue", "tickets:take_several", "clerk", "seller"),
        ("tickets:queue", "tickets:close_several", "clerk", "seller"),
    ],
)
def test_a_list_offers_for_several_rows_what_its_reader_may(world, route, act, who, who_not):
    seen = {one: world.browsers[one].get(reverse(route)).content.decode() for one in (who, who_not)}

    assert reverse(act) in seen[who]
    assert reverse(act) not in seen[who_not]


def test_only_who_may_share_a_view_is_asked_whether_he_does(world):
    asked = {}
    for who in ("admin", "clerk"):
        view = factories.a_saved_view(world.people[who], is_shared=False)
        asked[who] = 'name="is_shared"' in world.browsers[who].get(f"/views/{view.pk}/").content.decode()

    assert asked == {"admin": True, "clerk": False}


# --- names of people who work here --------------------------------------------------------------------------


def test_a_technician_is_offered_no_other_technician(world, own, other):
    """Of visits, orders, and what goes from a ticket to the workshop: he decides for himself alone."""

    def offered(user):
        goers = ChoiceField()
        offer_goers(goers, user)
        workshop = WorkshopForm(ticket=own.ticket, user=user)
        return [
            str(goers.choices),
            str(AssignForm(user=user)["technician"]),
            str(workshop["technician"]) if "technician" in workshop.fields else "",
        ]

    assert [other.name in text for text in offered(world.people["clerk"])] == [True] * 3
    assert [other.name in text for text in offered(world.people["technician"])] == [False] * 3


def test_an_intake_offers_a_technician_no_other(world, other):
    pages = {who: world.browsers[who].get("/orders/new/").content.decode() for who in ("clerk", "technician")}

    assert other.name in pages["clerk"]
    assert other.name not in pages["technician"]


@pytest.mark.parametrize("view", ["", "week/"])
def test_a_seller_s_calendar_is_no_board(world, own, other, view):
    """Nor does it lead to the days of technicians."""
    address = f"/agenda/{own.visit.on.isoformat()}/{view}"
    seen = {who: world.browsers[who].get(address).content.decode() for who in ("clerk", "seller")}

    for sign in ("data-board", "Tobias", *(["has-chart", "?goes=user-"] if not view else [])):
        assert sign in seen["clerk"], sign
        assert sign not in seen["seller"], sign


def test_the_home_of_a_seller_names_nobody_who_has_a_ticket(world, own, other):
    ticket = factories.a_ticket(own.customer, holder=factories.a_user(name="Hugo Holder"))

    def chips(who):
        return str(care.items(world.people[who], [ticket.pk], ())[ticket.pk].chips)

    assert "Hugo" in chips("clerk")
    assert "Hugo" not in chips("seller")


# --- the step that is offered -------------------------------------------------------------------------------


def test_home_offers_the_step_of_a_ticket_that_its_reader_may_take(world, own):
    """A technician takes what lies with a position of his, and hands on only what is with him."""
    technician, clerk = world.people["technician"], world.people["clerk"]
    waiting, held = (factories.a_ticket(own.customer, holder=one) for one in (factories.a_queue(), factories.a_user()))

    def steps(user, *mine):
        return [care.items(user, [one.pk], mine)[one.pk].offer.name for one in (waiting, held)]

    assert steps(clerk) == ["take", "forward"]
    assert steps(technician) == ["comment", "comment"]
    assert steps(technician, waiting.pk) == ["take", "comment"]


def test_visits_to_which_nobody_goes_are_of_whoever_gives_them(world):
    company = Company.here()

    assert "visits-idle" in worklists_of(world.people["clerk"], company)
    assert "visits-idle" not in worklists_of(world.people["seller"], company)
    assert "visits-idle" not in worklists_of(world.people["technician"], company)


def test_what_comes_next_of_an_order_is_something_that_its_reader_may_do(world, own):
    ready = factories.an_order(own.customer, stage=Stage.READY, value=0)
    next_of = {who: what_comes_next(ready, world.people[who]) for who in ("clerk", "technician", "seller")}

    assert next_of == {"clerk": "close", "technician": "close", "seller": "status"}


def test_of_a_closed_ticket_the_first_offer_is_what_its_reader_may_do(world, own):
    """To reopen it; for who may not, to open another."""
    ticket = Ticket.shown(own.closed_ticket.pk)

    def first(who):
        return {one.name for one in offers_of(ticket, world.people[who], BOTH).header if one.primary}

    assert first("admin") == {"reopen"}
    assert first("clerk") == {"another"}


def test_photos_of_a_visit_are_shown_to_its_customer_by_whoever_acts_on_visits(world, own):
    visit = own.signed_visit

    assert proof_of(visit, world.people["clerk"])["shows_photos"]
    assert not proof_of(visit, world.people["seller"])["shows_photos"]


def test_a_status_is_undone_by_whoever_still_sets_any(world, own):
    """Who set it a moment ago may have another role by now."""
    order = factories.an_order(own.customer)
    person = factories.a_user(role="operator")
    for _ in range(2):
        add_status(order, status=factories.a_status(), by=person)
    entries = StatusEntry.objects.filter(order=order).order_by("-id")
    events = Event.objects.about(order.as_ref).order_by("seq")
    person.role = "seller"

    band = telling.on_sheet(order, person, entries, events)

    assert band is not None
    assert not band.can_undo
    person.role = "operator"
    assert telling.on_sheet(order, person, entries, events).can_undo


def test_a_calendar_program_of_somebody_without_a_role_reads_nothing(world, visitor):
    person = factories.a_user(role="operator")
    address = f"/calendar/{factories.a_feed(person)}.ics"
    assert visitor.get(address).status_code == 200

    User.objects.filter(pk=person.pk).update(role=None)

    assert visitor.get(address).status_code == 404
