"""Two customers who are one: found, looked at side by side, merged; and what a merge moved, with the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.belongings import moved, side_by_side
from faena.customers.choosing import Choosing, choosing_page
from faena.customers.forms import MergeForm
from faena.customers.merging import FACTS, shown, why_not_undo
from faena.customers.models import Customer, Merge
from faena.customers.views.common import customer_of, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, pressed, see_other


@requires(Perm.CUSTOMER_RETIRE)
def merging(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Who is the same? Once that is said (`?to=7`): both side by side, and the button that makes them one (M27)."""
    kept = customer_of(request, pk, Perm.CUSTOMER_RETIRE)
    if why := kept.why_retired:
        messages.error(request, why)
        return see_other(record_of(kept))
    if (gone := _chosen(request, kept)) is None:
        return see_other(request.path) if request.method == "POST" else choosing_page(request, _choosing(kept))
    return _of_both(request, kept, gone)


@requires(Perm.CUSTOMER_RETIRE)
def merge(request: StaffRequest, pk: int, merge_pk: int) -> HttpResponseBase:
    """What was merged, when and by whom; and undoing it, or why that cannot be (M27)."""
    rows = Merge.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE)
    found = get_object_or_404(
        rows.select_related("kept__merged_into", "gone", "by", "undone_by"), pk=merge_pk, kept__pk=pk
    )
    if request.method == "POST":
        said = _("%(name)s and %(other)s are two customers again.")
        said %= {"name": found.kept.name, "other": found.gone.name}
        back, after = request.path, record_of(found.gone)
        return pressed(request, lambda: actions.undo_merge(found, by=request.user), said=said, back=back, after=after)
    context = {"merge": found, "moved": moved(found), "why_not": why_not_undo(found)}
    return render(request, "customers/merge.html", context)


def _of_both(request: StaffRequest, kept: Customer, gone: Customer) -> HttpResponseBase:
    country = request.company.country
    form = MergeForm(request.POST or None, kept=kept, gone=gone, country=country)

    def act(data: dict[str, Any]) -> str:
        actions.merge_customers(kept, gone, **form.facts(data), by=request.user)
        messages.success(request, _("%(other)s is %(name)s now.") % {"name": kept.name, "other": gone.name})
        return record_of(kept)

    facts = [(fact.label, shown(name, kept, country), shown(name, gone, country)) for name, fact in FACTS.items()]
    context = {
        "kept": kept,
        "gone": gone,
        "facts": [line for line in facts if line[1:] != ("—", "—")],
        "counts": side_by_side(kept, gone),
    }
    return form_page(request, form, "customers/merging.html", context, act=act)


def _chosen(request: StaffRequest, kept: Customer) -> Customer | None:
    """One that the reader may not see, who is retired or the same, is as good as none."""
    sent = request.GET.get("to", "")
    if not sent.isdecimal() or len(sent) > 18:
        return None
    rows = Customer.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE).current().select_related("seller")
    return rows.filter(pk=int(sent)).exclude(pk=kept.pk).first()


def _choosing(customer: Customer) -> Choosing:
    return Choosing(
        purpose="merge",
        title=_("Merge with another customer"),
        back=record_of(customer),
        back_label=customer.name,
        placeholder=_("Name, phone, document…"),
        lead=f"{customer.name} · {customer.code}",
        invites=_("Who is the same customer, registered twice? Both are shown side by side before anything changes."),
        known={"customer": customer.pk},
        without=customer.pk,
        registers=False,
    )
