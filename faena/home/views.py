"""Home: what needs me now, the record of one customer with everything that happened in all rooms, and the page of one
device with its orders."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda.models import Visit
from faena.billing.models import Subscription
from faena.company import actions as company_actions
from faena.company.exports import exported, page_or_file
from faena.company.models import SlipPaper
from faena.customers.merging import stands_in
from faena.customers.models import Address, Contact, Customer, Device, Merge, reached
from faena.customers.search import LONGEST_QUERY, SHORTEST_QUERY
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.home import actions, guide
from faena.home import search as everything
from faena.home.first_page import first_page
from faena.home.first_steps import FirstSteps, first_steps
from faena.home.forms import TestPrintForm
from faena.home.lists import OF_CUSTOMER, OF_DEVICE, ON_RECORD, PASTS
from faena.home.offers import intake_offers, record_offers
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.named import Named, known
from faena.lib.pages import keyset_page
from faena.lib.typeset import Paper
from faena.moving.pasts import Past
from faena.notifications.actions import if_it_leaves
from faena.notifications.models import Message
from faena.orders import paper as papers
from faena.orders.models import OrderQuerySet, ServiceOrder
from faena.orders.needs import with_money
from faena.tickets import needs
from faena.tickets.models import Ticket
from faena.ui.alarms import alarms
from faena.ui.answers import form_page, pressed, search_text
from faena.ui.called import opens_called
from faena.ui.listing import Filters, Listing, file_form
from faena.ui.printing import pdf_answer, picture_answer, pictures_of

FEW = 3  # of each kind on the record; the options lead to all of them
MOST_A_DAY = 20  # visits to one customer
Row = TypeVar("Row", bound=Model)


def _seen(rows: "QuerySet[Row]", ask: Any, reach: Scope) -> "QuerySet[Row]":
    """Rows of one customer, as far as somebody sees them."""
    of_one = rows.filter(customer=ask("customer", Customer._meta.pk))
    return reached(of_one, reach, ask("user", User._meta.pk))


_found: Named[Customer] = Named(
    lambda ask, reach: reached(
        Customer.objects.select_related("seller")
        .annotate(holds_others=Exists(Customer.objects.filter(merged_into=OuterRef("pk"))))
        .filter(pk=ask("pk", Customer._meta.pk), merged_into=None),
        reach,
        ask("user", User._meta.pk),
        seller="seller",
    )
)
_merges: Named[Merge] = Named(
    lambda ask: Merge.objects.within(ask("customer", Customer._meta.pk)).select_related("gone", "by")
)
_contacts: Named[Contact] = Named(
    lambda ask: Contact.objects.filter(customer=ask("customer", Customer._meta.pk)).order_by("name", "id")[:FEW]
)
_addresses: Named[Address] = Named(
    lambda ask: Address.objects.filter(customer=ask("customer", Customer._meta.pk)).order_by("id")
)
_devices: Named[Device] = Named(
    lambda ask: Device.objects.filter(customer=ask("customer", Customer._meta.pk)).order_by("-id")[:FEW]
)
_last_orders: Named[ServiceOrder] = Named(
    lambda ask, reach: (
        _seen(ServiceOrder.objects.all(), ask, reach).select_related("device", "charge", "status").order_by("-id")[:FEW]
    )
)
_last_plans: Named[Subscription] = Named(
    lambda ask, reach: (
        _seen(Subscription.objects.all(), ask, reach)
        .select_related("plan")
        .order_by(F("cancelled_on").asc(nulls_first=True), "state", "-id")[:FEW]
    )
)
_first_due: Named[Ticket] = (
    Named(  # among the customer's own: else SQLite walks all that are open, the soonest due first
        lambda ask, reach: (
            Ticket.objects.filter(pk__in=_seen(Ticket.objects.open(), ask, reach).values("pk"))
            .select_related("type")
            .order_by(*needs.SOONEST)[:2]
        )
    )
)
_last_pasts: Named[Past] = Named(
    lambda ask, reach: _seen(Past.objects.all(), ask, reach).order_by("-listed_on", "-id")[: FEW + 1]
)
_coming: Named[Visit] = Named(
    lambda ask, reach: _seen(
        Visit.objects.pending().shown().filter(on__gte=ask("today", Visit._meta.get_field("on"))), ask, reach
    ).order_by("on", "id")[:MOST_A_DAY]
)


@requires(Perm.SELF)
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """`need`: which worklist the list shows; `more`: all that are counted."""
    page = first_page(request.user, request.company, request.GET.get("need", ""), more="more" in request.GET)
    told = alarms() if may(request.user, Perm.COMPANY_EDIT) else []
    context = {"page": page, "steps": _first_steps(request), "alarms": told, "now": timezone.localtime()}
    return render(request, "home/home.html", context)


@requires(Perm.SELF)
@require_GET
@opens_called
def search(request: StaffRequest) -> HttpResponseBase:
    """The one search: its page, or what stands under the box of another page while somebody types."""
    wanted = search_text(request, longest=LONGEST_QUERY)
    groups = everything.find(request, wanted) if wanted else everything.latest(request)
    is_piece = "HX-Request" in request.headers
    context = {"q": wanted, "groups": groups, "is_short": 0 < len(wanted) < SHORTEST_QUERY}
    return render(request, "home/_found.html" if is_piece else "home/search.html", context)


@requires(Perm.CUSTOMER_SEE)
@require_GET
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """One customer (C2): facts, addresses, some of everything that the options lead to, and the one timeline, newest
    first. Who was merged into another leads there (M27)."""
    customer = _reached(request, pk)
    if customer is None:
        return _where_merged(request, pk)
    context = {
        "customer": customer,
        "contacts": known(_contacts.rows(customer=customer.pk), customer=customer),
        "addresses": known(_addresses.rows(customer=customer.pk), customer=customer),
        "plans": _plans(request, customer),
        **_care(request, customer),
        **_workshop(request, customer),
        **_whole(request, customer),
        "pasts": known(_asked(_last_pasts, Perm.CUSTOMER_SEE, request, customer), customer=customer),
        "few": FEW,
    }
    return render(request, "home/record.html", context)


@requires(Perm.CUSTOMER_SEE, gives_file=True)
@page_or_file
def pasts(request: StaffRequest, pk: int) -> HttpResponseBase:
    """All that the old system knew of one customer."""
    customer, filters = _customer(request, pk), Filters(request)
    rows = Past.objects.visible_to(request.user).filter(customer=customer)
    if file_form(request):
        return exported(request, PASTS.file(request, rows, f"{_('Of the old system')} {customer}"), filters)
    return render(request, "home/pasts.html", {"customer": customer, "listing": PASTS.show(request, rows, filters)})


@requires(Perm.CUSTOMER_SEE)
@require_GET
def past(request: StaffRequest, past_pk: int) -> HttpResponse:
    """One thing of the old system, as it was written there."""
    rows = Past.objects.visible_to(request.user).select_related("customer", "by")
    found = get_object_or_404(rows, pk=past_pk)
    return render(request, "home/past.html", {"past": found, "customer": found.customer})


@requires(Perm.ORDER_SEE, gives_file=True)
@page_or_file
def customer_orders(request: StaffRequest, pk: int) -> HttpResponseBase:
    """All orders of one customer."""
    customer = _customer(request, pk)
    rows = ServiceOrder.objects.visible_to(request.user).filter(customer=customer)
    return _orders(request, OF_CUSTOMER, rows, {"customer": customer, "device": None}, "home/orders.html")


@requires(Perm.CUSTOMER_SEE, gives_file=True)
@page_or_file
def device(request: StaffRequest, device_pk: int) -> HttpResponseBase:
    """One device, whose it is, and every order in which it was here."""
    devices = Device.objects.visible_to(request.user).select_related("customer")
    if (found := devices.filter(pk=device_pk).first()) is None:
        return _in_its_place(devices, device_pk)
    rows = ServiceOrder.objects.visible_to(request.user).filter(device=found)
    rows = rows if request.company.has_workshop else rows.none()
    return _orders(request, OF_DEVICE, rows, {"customer": found.customer, "device": found}, "home/device.html")


# --- a company begins, and the guide ----------------------------------------------------------------------------


@requires(Perm.COMPANY_EDIT)
@require_GET
def first_steps_page(request: StaffRequest) -> HttpResponse:
    """What makes the company ready, also after it left home."""
    return render(request, "home/first_steps.html", {"steps": first_steps(request.user, request.company)})


@requires(Perm.COMPANY_EDIT)
@require_POST
def hide_first_steps(request: StaffRequest) -> HttpResponseBase:
    said = _("The list is hidden. It stands under Settings, as First steps.")
    hide = company_actions.hide_first_steps
    return pressed(request, lambda: hide(request.company, by=request.user), said=said, back=reverse("home:home"))


@requires(Perm.COMPANY_EDIT)
@require_POST
def test_mail(request: StaffRequest) -> HttpResponseBase:
    """A mail to the reader; whether it left stands under Messages."""
    said = if_it_leaves(_("The mail is on its way to %(address)s.") % {"address": request.user.email})
    send = actions.send_test_mail
    return pressed(request, lambda: send(request.company, by=request.user), said=said, back=reverse("home:home"))


@requires(Perm.COMPANY_EDIT)
def test_print(request: StaffRequest) -> HttpResponseBase:
    """A slip of nobody on the papers that there are; the one that came out well becomes the shop's own."""
    paper, made = _sample(request)
    form = TestPrintForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        company_actions.confirm_test_print(request.company, paper=data["paper"], by=request.user)
        messages.success(request, _("Slips and receipts are printed on %(paper)s.") % {"paper": paper.label})
        return reverse("home:first_steps")

    drawn = f"{reverse('home:test_print_picture')}?paper={paper}"
    context = {"paper": paper.value, "papers": SlipPaper.choices, "pictures": pictures_of(made, drawn)}
    return form_page(request, form, "home/test_print.html", context, act=act)


@requires(Perm.COMPANY_EDIT)
@require_GET
def test_print_picture(request: StaffRequest) -> HttpResponseBase:
    return picture_answer(request, _sample(request)[1])


@requires(Perm.COMPANY_EDIT)
@require_GET
def test_print_pdf(request: StaffRequest) -> HttpResponse:
    return pdf_answer(_sample(request)[1], "test")


@requires(Perm.SELF, before_factor=True)
@require_GET
def guide_of(request: StaffRequest) -> HttpResponse:
    """The chapter of `page`, the address of one of ours: in its dialog, else as a page of its own."""
    key = guide.chapter_of(request.GET.get("page", ""))
    if "HX-Request" not in request.headers:
        return redirect("home:chapter", key)
    read = guide.guide(get_language() or "")
    return render(request, "home/_chapter.html", {"guide": read, "chapter": read.chapters[key]})


@requires(Perm.SELF, before_factor=True)
@require_GET
def chapter(request: StaffRequest, key: str) -> HttpResponse:
    read = guide.guide(get_language() or "")
    if key not in read.chapters:
        raise Http404
    return render(request, "home/guide.html", {"guide": read, "chapter": read.chapters[key]})


def _first_steps(request: StaffRequest) -> FirstSteps | None:
    """For whoever can do them, while home shows them."""
    if request.company.has_first_steps and may(request.user, Perm.COMPANY_EDIT):
        return first_steps(request.user, request.company)
    return None


def _sample(request: StaffRequest) -> tuple[SlipPaper, Paper]:
    """The paper that is asked for, else the shop's own; 404 where no slips are printed."""
    if not request.company.has_workshop:
        raise Http404
    wanted = (request.POST or request.GET).get("paper", "")
    paper = SlipPaper(wanted if wanted in SlipPaper else request.company.slip_paper)
    return paper, papers.sample(request.company, paper)


def _where_merged(request: StaffRequest, pk: int) -> HttpResponse:
    """To the one that stays, whose page says so; 404 for who is not there or out of reach."""
    gone = get_object_or_404(Customer.objects.exclude(merged_into=None), pk=pk)
    kept = _customer(request, gone.merged_into_id or 0)
    return redirect(f"{kept.as_ref.url}?merged={gone.pk}")


def _in_its_place(devices: "QuerySet[Device]", pk: int) -> HttpResponse:
    """To the device that two became when their customers were merged."""
    return redirect("home:device", get_object_or_404(devices, pk=stands_in(Device, pk) or 0).pk)


def _whole(request: StaffRequest, customer: Customer) -> dict[str, Any]:
    """Who came to be this customer, what can be done with him, and what happened."""
    merges = _merges.rows(customer=customer.pk) if customer.holds_others else []  # type: ignore[attr-defined]  # _found
    offers = record_offers(customer, request.user, request.company, merges)
    return {"merges": merges, "offers": offers, **_timeline(request, customer, merges)}


def _timeline(request: StaffRequest, customer: Customer, merges: Sequence[Merge]) -> dict[str, Any]:
    """A page of what happened in all rooms, newest first; also to those who came to be this customer, who are named."""
    others = {merge.gone_id: f"{merge.gone.name} · {merge.gone.code}" for merge in merges}
    whose = {"customer_id__in": [customer.pk, *others]} if others else {"customer_id": customer.pk}
    page = keyset_page(Event.objects.filter(**whose).select_related("author"), ("-id",), request.GET.get("page"))
    lines = [render_event(event) for event in page.rows]
    return {"page": page, "history": lines, "others": others, "mails": Message.objects.named_by(page.rows)}


def _plans(request: StaffRequest, customer: Customer) -> list[Subscription] | None:
    """The customer's last plans, active before inactive before cancelled: the first says how the customer stands. None
    where nobody may see any."""
    if not (request.company.has_care and may(request.user, Perm.BILLING_SEE)):
        return None
    return known(_asked(_last_plans, Perm.BILLING_SEE, request, customer), customer=customer)


def _care(request: StaffRequest, customer: Customer) -> dict[str, Any]:
    """The next visit, and the open ticket that is due first with the one after it; none where the reader sees none."""
    user, has_care = request.user, request.company.has_care
    tickets: list[Ticket] = []
    coming: list[Visit] = []
    if has_care and may(user, Perm.TICKET_SEE):
        tickets = known(_asked(_first_due, Perm.TICKET_SEE, request, customer), customer=customer)
    if has_care and may(user, Perm.AGENDA_SEE):
        coming = _asked(_coming, Perm.AGENDA_SEE, request, customer, today=timezone.localdate())
    return {
        "tickets": tickets,
        "next_visit": min(coming, key=lambda visit: (visit.on, visit.turn), default=None),
    }


def _workshop(request: StaffRequest, customer: Customer) -> dict[str, Any]:
    """The customer's last orders and devices; None where there is no workshop."""
    if not request.company.has_workshop:
        return {"orders": None, "devices": None}
    return {
        "orders": known(_asked(_last_orders, Perm.ORDER_SEE, request, customer), customer=customer),
        "order_columns": ON_RECORD,
        "devices": known(_devices.rows(customer=customer.pk), customer=customer),
    }


def _asked(rows: Named[Row], perm: Perm, request: StaffRequest, customer: Customer, **more: Any) -> list[Row]:
    """Those of the customer that this reader sees."""
    return rows.rows(scope(request.user, perm), customer=customer.pk, user=request.user.pk, **more)


def _orders(
    request: StaffRequest, orders: Listing, rows: OrderQuerySet, context: dict[str, Any], template: str
) -> HttpResponseBase:
    rows, filters = with_money(rows).select_related("device", "charge", "status"), Filters(request)
    if file_form(request):
        name = f"{_('Orders')} {context['device'] or context['customer']}"
        return exported(request, orders.file(request, rows, name), filters)
    offers = intake_offers(context["customer"], request.user, request.company, context["device"])
    listing = orders.show(request, rows, filters)
    return render(request, template, {**context, "offers": offers, "listing": listing})


def _reached(request: StaffRequest, pk: int) -> Customer | None:
    return _found.first(scope(request.user, Perm.CUSTOMER_SEE), pk=pk, user=request.user.pk)


def _customer(request: StaffRequest, pk: int) -> Customer:
    customer = _reached(request, pk)
    if customer is None:
        raise Http404
    return customer
