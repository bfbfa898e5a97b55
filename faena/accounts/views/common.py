"""What the pages of users share."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest


def editable(request: StaffRequest, pk: int) -> User:
    """404 for whom one may not see, 403 for whom one may not change."""
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not User.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found
