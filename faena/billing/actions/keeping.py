"""Whom an invoice was issued to is kept on it when its customer is forgotten, for as long as law wants it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.models import Invoice, Keeping, Subscription
from faena.company.models import Company
from faena.customers.merging import issued_to
from faena.customers.models import Address
from faena.gate.grants import Perm
from faena.journal.actions import changed, record
from faena.journal.unit_of_work import action, step
from faena.lib.dates import add_months
from faena.lib.errors import Stale
from faena.lib.limits import check_value, longest
from faena.lib.personal import Forgotten


@step
def keep_billed(forgotten: Forgotten) -> None:
    """Write name, document and address on the invoices that are not older than the company keeps them."""
    since = kept_since()
    places: dict[int | None, str] = dict(
        Subscription.objects.filter(customer__in=forgotten.customers).values_list("pk", "address")
    )
    home = Address.objects.filter(customer__in=forgotten.customers).order_by("id").first()
    rows = Invoice.objects.filter(customer__in=forgotten.customers, billed_name="", issued_at__date__gte=since)
    for invoice in rows.select_related("customer").order_by("id"):
        of = issued_to(invoice)
        kept = {
            "billed_name": of.name,
            "billed_document": of.document_shown,
            "billed_address": places.get(invoice.subscription_id) or (str(home) if home else ""),
        }
        for column, text in kept.items():
            setattr(invoice, column, text[: longest(Invoice, column)])
        invoice.save(update_fields=list(kept))


@action(Perm.COMPANY_EDIT)
def set_keeping(*, years: int, version: int, by: User) -> Keeping:
    """For how many years. `version`: of the row that was seen, 0 for none. Raises Stale when somebody saved first."""
    check_value(Keeping, "years", years, at="years")
    found = Keeping.objects.select_for_update().filter(pk=1).first()
    rule = found or Keeping.the()
    if version != rule.version:
        raise Stale(_("Somebody saved this while you were editing. Compare below, then save again."), current=rule)
    before, rule.years = rule.years, years
    if before == years:
        return rule
    if found:
        rule.save_changes("years")
    else:
        rule.version = 1
        rule.save(force_insert=True)
    facts = {"changes": changed({"years_kept": before}, {"years_kept": years})}
    record("company.keeping_set", Company.the().as_ref, facts=facts, by=by)
    return rule


def kept_since() -> date:
    """An invoice of this day or later keeps whom it was issued to."""
    return add_months(timezone.localdate(), -12 * Keeping.the().years)
