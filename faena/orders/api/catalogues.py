"""What forms of the workshop offer: its statuses, and who repairs."""

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm, Scope, scope
from faena.orders.api.orders import routes
from faena.orders.models import InternalStatus, Status
from faena.rest.values import Label, Out


class StatusChoice(Out):
    """stage: where it puts an order; those of closed and void are not to be chosen. customer_name: what the customer
    reads."""

    id: int
    name: str
    customer_name: str
    stage: str
    waits_for_parts: bool


class StatusChoices(Out):
    items: list[StatusChoice]


class OrderChoices(Out):
    items: list[Label]


@routes.thing("/statuses", Perm.ORDER_SEE)
def statuses(request: StaffRequest) -> StatusChoices:
    """The statuses that customers can be told, in the shop's order."""
    rows = Status.objects.offered()
    return StatusChoices(
        items=[
            StatusChoice(
                id=one.pk,
                name=one.name,
                customer_name=one.name_for_customer,
                stage=one.stage,
                waits_for_parts=one.waits_for_parts,
            )
            for one in rows
        ]
    )


@routes.thing("/internal-statuses", Perm.ORDER_SEE)
def internal_statuses(request: StaffRequest) -> OrderChoices:
    """The internal statuses of the workshop, in the shop's order."""
    return OrderChoices(items=[Label(id=one.pk, label=str(one)) for one in InternalStatus.objects.offered()])


@routes.thing("/orders/technicians", Perm.ORDER_ASSIGN)
def technicians(request: StaffRequest) -> OrderChoices:
    """Whom an order can be given to by whoever asks."""
    offered = User.objects.technicians()
    if scope(request.user, Perm.ORDER_ASSIGN) is Scope.OWN:
        offered = offered.filter(pk=request.user.pk)
    return OrderChoices(items=[Label(id=one.pk, label=one.name) for one in offered])
