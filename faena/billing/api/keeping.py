"""For how many years invoices keep whom they were issued to, when their customer is forgotten."""

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.api.room import routes
from faena.billing.models import Keeping
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.values import In, Out


class InvoiceKeeping(Out):
    """years: after their issue. version: 0 before anybody set it."""

    version: int
    years: int


@routes.thing("/invoices/keeping", Perm.COMPANY_EDIT)
def keeping(request: StaffRequest) -> InvoiceKeeping:
    """The rule as it stands."""
    rule = Keeping.the()
    return InvoiceKeeping(version=rule.version, years=rule.years)


class InvoiceKeepingIn(In):
    years: int


@routes.change("/invoices/keeping", Perm.COMPANY_EDIT, to=keeping)
def set_keeping(request: StaffRequest, facts: InvoiceKeepingIn) -> None:
    """Another number of years; it counts from the next hour on."""
    actions.set_keeping(years=facts.years, version=version_of(request), by=request.user)
