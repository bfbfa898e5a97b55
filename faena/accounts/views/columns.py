"""Which columns a list shows: what its menu chose, kept in the reader's browser (ui/chosen_columns.py)."""

from django.http import HttpResponseBase, QueryDict
from django.urls import Resolver404, get_script_prefix, resolve
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import see_other
from faena.ui.chosen_columns import FIELD, keep_columns


@requires(Perm.SELF, repeatable=True)
@require_POST
def columns(request: StaffRequest) -> HttpResponseBase:
    """Back to the list, as it was. It changes nothing of the company's, so its form is not spent. `list`: the path of
    the list; `back`: what its address asked; `offered` and `shown`: the boxes, and those that are ticked; `usual`: all
    as the page has them by itself. What is no page of ours leads home."""
    path = request.POST.get("list", "")
    if not (route := _route(path)):
        return see_other(get_script_prefix())
    question = QueryDict(request.POST.get("back", "")[:2000], mutable=True)
    question.pop(FIELD, None)
    offered = request.POST.get("offered", "")
    usual = [one for one in offered.split(".") if one.startswith("-")]
    shown = [one.removeprefix("-") for one in usual] if "usual" in request.POST else request.POST.getlist("shown")
    answer = see_other(f"{path}?{question.urlencode()}" if question else path)
    keep_columns(request, answer, route, offered, shown)
    return answer


def _route(path: str) -> str:
    """The name of the page at this path; "" for none."""
    try:
        return resolve(f"/{path.removeprefix(get_script_prefix())}").view_name if path else ""
    except Resolver404:
        return ""
