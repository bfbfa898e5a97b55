"""A request behind a staff door: somebody who works here is signed in. Views say so in their signature."""

from faena.accounts.models import User
from faena.company.requests import SignedInRequest


class StaffRequest(SignedInRequest):
    user: User
