"""What is attached to an order, taken back and shown again."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.files.actions import receive_attachments
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.orders.actions.reach import reaches
from faena.orders.models import OrderFile, ServiceOrder

ATTACHED = ("order.files_attached", "order.files_shown")
NOT_YOURS = gettext_lazy("Only its author or an administrator can change this attachment.")


@action(Perm.STATUS_ATTACH)
def attach_files(
    order: ServiceOrder, *, attachments: "Sequence[UploadedFile[bytes]]", is_visible: bool = False, by: User
) -> list[OrderFile]:
    """PDF, text, office files and videos join an order; for the workshop alone unless made visible. Several people may
    attach at once, so no version is checked."""
    order = locked(order, Perm.STATUS_ATTACH, by=by)
    if not attachments:
        raise RuleBroken(_("Choose a file first."), "attachments")
    files = receive_attachments(attachments, by=by)
    kept = [OrderFile.objects.create(order=order, file=file, is_visible=is_visible) for file in files]
    verb = ATTACHED[is_visible]
    names = ", ".join(file.name for file in files)
    record_case(verb, order, facts={"files": len(files)}, said={"note": names}, by=by)
    return kept


@action(Perm.STATUS_WITHDRAW)
def withdraw_file(attached: OrderFile, *, by: User) -> OrderFile:
    """Take an attachment back: gone for the customer, kept for the shop."""
    return _mark(attached, "order.file_withdrawn", timezone.now(), by)


@action(Perm.STATUS_WITHDRAW)
def restore_file(attached: OrderFile, *, by: User) -> OrderFile:
    """A withdrawn attachment counts again: whoever saw it before sees it."""
    return _mark(attached, "order.file_restored", None, by)


def why_not_mark(attached: OrderFile, by: User) -> str:
    """What holds somebody back from taking it back or showing it again; "" when nothing does."""
    if not reaches(by, Perm.STATUS_WITHDRAW, attached.file):
        return str(NOT_YOURS)
    return attached.order.why_finished


def _mark(attached: OrderFile, verb: str, withdrawn_at: datetime | None, by: User) -> OrderFile:
    order = locked(attached.order, Perm.ORDER_SEE, by=by)
    attached = OrderFile.objects.select_for_update(of=("self",)).select_related("file").get(pk=attached.pk)
    attached.order = order
    if why := why_not_mark(attached, by):
        raise RuleBroken(why)
    if (attached.withdrawn_at is None) is (withdrawn_at is None):
        return attached
    attached.withdrawn_at, attached.withdrawn_by = withdrawn_at, by if withdrawn_at else None
    attached.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_case(verb, order, facts={"file_id": attached.pk}, said={"note": attached.file.name}, by=by)
    return attached
