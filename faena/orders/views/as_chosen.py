"""List or board of the orders: whoever chose the board comes back to it, by a cookie of the browser."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.ui.answers import see_other

COOKIE, LIST, BOARD = "orders_as", "list", "board"
YEAR = 365 * 24 * 3600
View = Callable[[StaffRequest], HttpResponseBase]


def as_chosen(view: View) -> View:
    """`?as=board`, as the switch of both pages says it, is remembered. An address without any question leads to what
    was chosen last; one with filters is the page that it names."""

    @wraps(view)
    def answer(request: StaffRequest) -> HttpResponseBase:
        list_page, board = reverse("orders:list"), reverse("orders:board")
        is_bare = request.method == "GET" and request.path == list_page and not request.GET
        if is_bare and request.COOKIES.get(COOKIE) == BOARD:
            return see_other(board)
        shown = view(request)
        if request.GET.get("as") in (LIST, BOARD):
            chosen = BOARD if request.path == board else LIST
            secure = request.is_secure()
            shown.set_cookie(COOKIE, chosen, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
        return shown

    return answer
