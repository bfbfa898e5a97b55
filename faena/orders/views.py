"""Pages of the workshop: the list, the counter's intake, the sheet, and one small page for each thing that happens
to an order."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Payment
from faena.customers.actions import CustomerFacts, DeviceFacts, serial_key
from faena.customers.models import AccessLink, Customer, Device
from faena.customers.search import find
from faena.files.serving import respond
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.journal.models import Event
from faena.journal.telling import tell
from faena.lib.errors import RuleBroken
from faena.lib.pages import capped_count, keyset_page
from faena.lib.refs import Ref
from faena.lib.sealing import unseal
from faena.lib.text import digits, fold
from faena.orders import actions, paper
from faena.orders.forms import AssignForm, ClosingForm, IntakeForm, PaymentForm, StatusForm, ValueForm
from faena.orders.models import OPEN_STAGES, ServiceOrder, Stage, StatusEntry, StatusPhoto
from faena.ui.answers import asked, form_page, see_other

STEPS = [Stage.RECEIVED, Stage.DIAGNOSING, Stage.WAITING, Stage.REPAIRING, Stage.READY, Stage.CLOSED]


@requires(Perm.ORDER_SEE)
@require_GET
def order_list(request: StaffRequest) -> HttpResponse:
    """Orders, newest first; open ones unless asked otherwise."""
    wanted, stage = asked(request), request.GET.get("stage", "open")
    rows = ServiceOrder.objects.visible_to(request.user).select_related("customer", "device", "technician", "charge")
    rows = _of_stage(rows, stage)
    if wanted:
        rows = rows.filter(_matches(wanted))
    page = keyset_page(rows, ("-id",), request.GET.get("page"))
    count, capped = capped_count(rows)
    return render(
        request,
        "orders/list.html",
        {"page": page, "q": wanted, "stage": stage, "stages": Stage.choices, "count": count, "capped": capped},
    )


@requires(Perm.ORDER_OPEN)
def intake(request: StaffRequest) -> HttpResponseBase:
    """The counter's one screen (W11): who, what, on which terms."""
    known = _known_customer(request)
    devices = list(known.devices.order_by("-id")[:20]) if known else []
    form = IntakeForm(
        request.POST or None,
        company=request.company,
        known=known,
        devices=devices,
        may_assign=scope(request.user, Perm.ORDER_ASSIGN) is Scope.ALL,
        may_value=may(request.user, Perm.ORDER_VALUE),
        initial={"name": request.GET.get("name", "")[:120], "device": request.GET.get("device", "")},
    )

    def act(data: dict[str, Any]) -> str:
        order = actions.open_order(
            known or _new_customer(data, request.company.language),
            device=_device(data, devices),
            facts=_intake_facts(data, request.company.currency),
            by=request.user,
        )
        messages.success(request, _("%(order)s is open. Print its slip for the customer.") % {"order": order})
        return reverse("orders:sheet", args=[order.pk])

    wanted = asked(request)
    country = request.company.country
    context = {"known": known, "q": wanted, "hits": find(wanted, user=request.user, limit=8, country=country)}
    return form_page(request, form, "orders/intake.html", context, act=act)


@requires(Perm.ORDER_SEE)
@require_GET
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """One page with everything of an order (W17)."""
    order = _order(request, pk)
    entries = order.entries.select_related("status", "author").prefetch_related("photos__file")
    refs = [order.as_ref, Ref("charge", order.account.pk)]
    history = Event.objects.about(*refs).select_related("author")
    payments = Payment.objects.filter(charge=order.charge_id).select_related("cashier", "reversal")
    link = AccessLink.objects.alive().of(order.as_ref) if may(request.user, Perm.LINK_SEND) else None
    been = {entry.status.stage for entry in entries if entry.withdrawn_at is None}
    return render(
        request,
        "orders/sheet.html",
        {
            "order": order,
            "steps": [
                (stage.label, "now" if stage == order.stage else "done" if stage in been else "next") for stage in STEPS
            ],
            "entries": sorted(entries, key=lambda entry: (entry.happened_at, entry.pk), reverse=True),
            "history": [tell(event) for event in reversed(history)],
            "payments": payments.prefetch_related("tenders__method").order_by("-id"),
            "unlock_code": unseal(order.unlock_sealed, purpose="unlock") if order.unlock_sealed else "",
            "tracking": paper.tracking_url(link) if link and link.token else "",
            "withdrawable": _withdrawable(order, list(entries), request.user),
        },
    )


@requires(Perm.STATUS_ADD)
def add_status(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk)
    form = StatusForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        entry = actions.add_status(
            order, status=data["status"], note=data["note"], photos=data["photos"], by=request.user
        )
        messages.success(request, _("The customer now sees “%(status)s”.") % {"status": entry.status})
        return _sheet_of(order)

    return form_page(request, form, "orders/status.html", {"order": order}, act=act)


@requires(Perm.STATUS_WITHDRAW)
@require_POST
def withdraw_status(request: StaffRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    order = _order(request, pk)
    entry = get_object_or_404(StatusEntry.objects.visible_to(request.user), pk=entry_pk, order=order)
    try:
        actions.withdraw_status(entry, by=request.user)
        messages.success(request, _("The customer no longer sees “%(status)s”.") % {"status": entry.status})
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    return see_other(_sheet_of(order))


@requires(Perm.ORDER_ASSIGN)
def assign(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk)
    offered = User.objects.technicians()
    if scope(request.user, Perm.ORDER_ASSIGN) is Scope.OWN:
        offered = offered.filter(pk=request.user.pk)
    initial = {"technician": order.technician_id, "version": order.version}
    form = AssignForm(request.POST or None, offered=offered, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.assign_technician(order, technician=data["technician"], version=data["version"], by=request.user)
        if data["technician"]:
            told = _("%(order)s is with %(name)s now.") % {"order": order, "name": data["technician"].name}
        else:
            told = _("%(order)s is with no technician now.") % {"order": order}
        messages.success(request, told)
        return _sheet_of(order)

    return form_page(
        request,
        form,
        "orders/assign.html",
        {"order": order},
        act=act,
        saved=lambda row: {"technician": row.technician},
    )


@requires(Perm.ORDER_VALUE)
def value(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk)
    initial = {"value": order.service_value, "version": order.version}
    form = ValueForm(request.POST or None, currency=order.currency, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.set_value(order, value=data["value"], version=data["version"], by=request.user)
        messages.success(request, _("The value is set."))
        return _sheet_of(order)

    return form_page(
        request, form, "orders/value.html", {"order": order}, act=act, saved=lambda row: {"value": row.service_value}
    )


@requires(Perm.PAYMENT_REGISTER)
def collect(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk)
    form = PaymentForm(request.POST or None, currency=order.currency, initial={"amount": order.account.balance or None})

    def act(data: dict[str, Any]) -> str:
        tender = TenderFacts(data["method"], data["amount"] or 0, order.currency, reference=data["reference"])
        payment = receive_payment(order.account, tenders=[tender], note=data["note"], by=request.user)
        messages.success(request, _("Collected. Receipt %(receipt)s.") % {"receipt": payment})
        return _sheet_of(order)

    return form_page(request, form, "orders/collect.html", {"order": order}, act=act)


@requires(Perm.ORDER_CLOSE)
def close(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk)
    initial = {"outcome": ServiceOrder.Outcome.REPAIRED, "version": order.version}
    form = ClosingForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.close_order(
            order, outcome=data["outcome"], work_done=data["work_done"], version=data["version"], by=request.user
        )
        messages.success(request, _("%(order)s is closed. Its final report is ready.") % {"order": order})
        return _sheet_of(order)

    return form_page(request, form, "orders/close.html", {"order": order}, act=act)


@requires(Perm.ORDER_SEE)
@require_GET
def photo(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """A photo of a status, whole or as a thumbnail (?size=thumb)."""
    return respond(_photo(request, pk, photo_pk).file, "thumb" if request.GET.get("size") == "thumb" else "full")


@requires(Perm.ORDER_SEE)
@require_GET
def photo_piece(request: StaffRequest, pk: int, photo_pk: int) -> HttpResponse:
    """The fragment that a photo still being processed asks for until it is there."""
    return render(request, "orders/_photo.html", {"order": _order(request, pk), "photo": _photo(request, pk, photo_pk)})


@requires(Perm.ORDER_SEE)
@require_GET
def slip(request: StaffRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _pdf(paper.slip(order, company=request.company), f"{order}.pdf")


@requires(Perm.ORDER_SEE)
@require_GET
def report(request: StaffRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(ServiceOrder.objects.visible_to(request.user).on_sheet(), pk=pk, stage=Stage.CLOSED)
    document = paper.report(order, company=request.company)
    return _pdf(document, f"{order}-report.pdf")


def _withdrawable(order: ServiceOrder, entries: list[StatusEntry], user: User) -> list[StatusEntry]:
    """The statuses that this reader may take back; the last one that the customer sees stays."""
    reach = scope(user, Perm.STATUS_WITHDRAW)
    shown = [entry for entry in entries if entry.withdrawn_at is None]
    if not order.is_open or len(shown) < 2:
        return []
    return [entry for entry in shown if reach is Scope.ALL or (reach is Scope.OWN and entry.author_id == user.pk)]


def _order(request: StaffRequest, pk: int) -> ServiceOrder:
    order: ServiceOrder = get_object_or_404(ServiceOrder.objects.visible_to(request.user).on_sheet(), pk=pk)
    return order


def _photo(request: StaffRequest, pk: int, photo_pk: int) -> StatusPhoto:
    photos = StatusPhoto.objects.filter(entry__order=_order(request, pk)).select_related("file", "entry")
    return get_object_or_404(photos, pk=photo_pk)


def _sheet_of(order: ServiceOrder) -> str:
    return reverse("orders:sheet", args=[order.pk])


def _pdf(document: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def _of_stage(rows: Any, stage: str) -> Any:
    if stage == "open":
        return rows.filter(stage__in=OPEN_STAGES)
    return rows.filter(stage=stage) if stage in Stage.values else rows


def _matches(wanted: str) -> Q:
    """By number ("OS-000123", "123"), customer, or serial."""
    found = Q(pk=None)
    if name := fold(wanted):
        found |= Q(customer__sort_name__contains=name)
    if serial := serial_key(wanted):
        found |= Q(device__serial_key=serial)
    if (number := digits(wanted)) and len(number) < 16:
        found |= Q(number=int(number))
    return found


def _known_customer(request: StaffRequest) -> Customer | None:
    """The customer whom the search found. One that the reader may not see is as good as none."""
    sent = (request.POST if request.method == "POST" else request.GET).get("customer", "")
    if not sent.isdecimal() or len(sent) > 18:
        return None
    customer: Customer | None = Customer.objects.visible_to(request.user).current().filter(pk=int(sent)).first()
    return customer


def _new_customer(data: dict[str, Any], language: str) -> CustomerFacts:
    return CustomerFacts(
        name=data["name"],
        phone=data["phone"],
        document_kind=data["document_kind"],
        document=data["document"],
        language=language,
    )


def _device(data: dict[str, Any], devices: list[Device]) -> Device | DeviceFacts:
    for device in devices:
        if str(device.pk) == data.get("device"):
            return device
    return DeviceFacts(kind=data["device_kind"], brand=data["brand"], model=data["model"], serial=data["serial"])


def _intake_facts(data: dict[str, Any], currency: str) -> actions.IntakeFacts:
    advance = None
    if data.get("advance"):
        advance = TenderFacts(data["method"], data["advance"], currency, reference=data["reference"])
    return actions.IntakeFacts(
        reason=data["reason"],
        accessories=data["accessories"],
        condition=data["condition"],
        unlock_code=data["unlock_code"],
        promised_at=data["promised_at"],
        service_value=data.get("service_value"),
        technician=data.get("technician"),
        advance=advance,
    )
