"""What the pages of users share."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from faena.accounts.actions.locks import why_not_change
from faena.accounts.models import User
from faena.accounts.requests import StaffRequest


def editable(request: StaffRequest, pk: int) -> User:
    """404 for whom one may not see, 403 for whom one may not change."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if why := why_not_change(found, request.user):
        raise PermissionDenied(why)
    return found
