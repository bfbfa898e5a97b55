"""C12, C19: the types as a tree and the statuses, as lists under Settings, and the rows with which a shop starts."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from faena.company import starter_data
from faena.company.catalogue.actions import delete_row, edit_row, retire_row
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.tickets import starter
from faena.tickets.catalogues import keep_a_first, keep_the_tree
from faena.tickets.models import TicketStatus, TicketType
from tests import factories


def under(row, parent, by):
    return edit_row(
        row, facts={"name": row.name, "parent": parent}, version=row.version, before_leaving=keep_the_tree, by=by
    )


@pytest.fixture
def tree():
    """a › b › c."""
    a = factories.a_ticket_type("a")
    b = factories.a_ticket_type("b", parent=a)
    return a, b, factories.a_ticket_type("c", parent=b)


# --- the tree -----------------------------------------------------------------------------------------------


def test_a_type_says_its_branch(tree):
    """C19."""
    assert str(TicketType.objects.in_tree().get(name="c")) == "a › b › c"


def test_nothing_stands_under_itself(tree, admin):
    """C19: neither at once nor around a corner; the database refuses the first."""
    a, _b, c = tree
    with pytest.raises(RuleBroken) as refused:
        under(a, c, admin)
    assert (refused.value.at, refused.value.sentence) == ("parent", "“c” stands under this one itself.")

    with pytest.raises(IntegrityError), transaction.atomic():
        TicketType.objects.filter(pk=a.pk).update(parent=a)


def test_the_tree_has_three_levels(tree, admin):
    """C19: counted from the root to the last one under what is moved."""
    a, b, _c = tree
    other = factories.a_ticket_type("other")

    with pytest.raises(RuleBroken) as refused:
        under(a, other, admin)
    assert "3 levels" in refused.value.sentence
    assert under(b, other, admin).parent == other


def test_a_heading_leaves_after_what_stands_under_it(tree, admin, owner):
    """C19: retired or deleted."""
    a, b, c = tree
    with pytest.raises(RuleBroken) as refused:
        retire_row(b, before_leaving=keep_the_tree, by=admin)
    assert "Retire those first" in refused.value.sentence
    with pytest.raises(RuleBroken):
        delete_row(a, before_leaving=keep_the_tree, by=owner)

    retire_row(c, before_leaving=keep_the_tree, by=admin)
    assert retire_row(b, before_leaving=keep_the_tree, by=admin).is_retired


def test_a_type_is_written_down_whole(client_of, admin, support):
    """C19: hours, priority, position, what it is for, what to ask; each change is told."""
    heading, browser = factories.a_ticket_type("Faults"), client_of(admin)
    typed = {"name": "Noise", "parent": heading.pk, "hours": "36", "priority": "4", "goes_to": support.pk}

    browser.post("/settings/ticket-types/new/", typed | {"is_for_opening": "on", "script": "Since when?\nWhere?"})

    row = TicketType.objects.get(name="Noise")
    assert (row.parent, row.hours, row.priority, row.goes_to) == (heading, 36, 4, support)
    assert (row.is_for_opening, row.is_for_closing, row.script) == (True, False, "Since when?\nWhere?")
    listed = unescape(re.sub(r"<[^>]+>", "|", browser.get("/settings/ticket-types/").content.decode()))
    assert re.search(r"Faults › Noise[|\s]+36 hours[|\s]+Urgent[|\s]+Support desk[|\s]+opening[|\s]", listed)

    typed |= {"parent": "", "goes_to": "", "priority": "1", "version": "1", "script": "Since when?\nWhere?"}
    browser.post(f"/settings/ticket-types/{row.pk}/", typed | {"is_for_opening": "on"})

    changes = {
        (one.label, one.old, one.new) for one in render_event(Event.objects.get(verb="catalogue.edited")).changes
    }
    assert changes == {
        ("Under", "Faults", "—"),
        ("Goes to the position", "Support desk", "—"),
        ("Priority", "Urgent", "Low"),
    }


@pytest.mark.parametrize("wrong", [{"hours": "0"}, {"hours": "9000"}, {"priority": "7"}, {"parent": "99999"}])
def test_bad_input_is_refused_beside_its_field(client_of, admin, wrong):
    answer = client_of(admin).post("/settings/ticket-types/new/", {"name": "X", "hours": "1", "priority": "2"} | wrong)

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"hours": 0}, {"hours": 9000}, {"priority": 0}])
def test_the_database_refuses_what_no_form_sends(wrong):
    row = factories.a_ticket_type()

    with pytest.raises(IntegrityError), transaction.atomic():
        TicketType.objects.filter(pk=row.pk).update(**wrong)


def test_a_heading_brings_nothing_and_only_headings_take_others(client_of, admin, tree):
    """C19: in the list a heading is its name; the third level takes nothing under it."""
    browser, (a, b, c) = client_of(admin), tree
    html = browser.get("/settings/ticket-types/").content.decode()
    assert "24 hours" not in html.split(f'id="row-{a.pk}"')[1].split("</tr>")[0]

    offered = (
        browser.get("/settings/ticket-types/new/").content.decode().split('name="parent"')[1].split("</select>")[0]
    )
    assert [f'value="{one.pk}"' in offered for one in (a, b, c)] == [True, True, False]


# --- statuses -----------------------------------------------------------------------------------------------


def test_a_status_has_a_colour_and_a_drawing(client_of, admin):
    """C12."""
    browser = client_of(admin)

    browser.post("/settings/ticket-statuses/new/", {"name": "On the way", "tone": "blue", "icon": "map-pin"})

    assert TicketStatus.objects.get(name="On the way").icon == "map-pin"
    assert 'class="chip is-blue"' in browser.get("/settings/ticket-statuses/").content.decode()
    unknown = {"name": "X", "tone": "pink", "icon": "flag"}
    assert browser.post("/settings/ticket-statuses/new/", unknown).status_code == 422


def test_the_last_status_stays(admin):
    """C12: a new ticket needs one."""
    *others, last = TicketStatus.objects.offered()
    for row in others:
        retire_row(row, before_leaving=keep_a_first, by=admin)

    with pytest.raises(RuleBroken):
        retire_row(last, before_leaving=keep_a_first, by=admin)


# --- what a shop starts with --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_every_language_has_its_own(language):
    starter_data.write(language)
    starter_data.write(language)

    assert TicketStatus.objects.count() == len(starter.STATUSES)
    roots = TicketType.objects.filter(parent=None)
    assert roots.count() == len(starter.TYPES)
    assert TicketType.objects.count() == sum(1 + len(below) for _name, below in starter.TYPES)
    if language == "en":
        assert TicketType.objects.for_opening()[0].name == "No connection"


def test_what_was_used_or_written_stays(admin, customer):
    starter_data.write("en")
    factories.a_ticket(customer, type=TicketType.objects.get(name="No connection"))
    retire_row(TicketStatus.objects.get(name="New"), by=admin)
    before = [list(model.objects.values_list("pk", "name")) for model in (TicketType, TicketStatus)]

    starter_data.write("pt-br")

    assert [list(model.objects.values_list("pk", "name")) for model in (TicketType, TicketStatus)] == before
