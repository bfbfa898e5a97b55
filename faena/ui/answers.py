"""What a page is asked, and the two answers to a form: the next page after a change, or the same page with what
was typed and why not. A button without a form answers with the next page only, which says what came of it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from faena.lib.errors import RuleBroken, Stale
from faena.lib.text import clean
from faena.ui.undoing import Undo, say

T = TypeVar("T")


class see_other(HttpResponseRedirect):  # noqa: N801  # reads as a verb: return see_other(url)
    """303 after a change: the browser gets the next page, and reloading it sends nothing twice."""

    status_code = 303


def search_text(request: HttpRequest, *, longest: int = 100) -> str:
    """The search text of a page, without what cannot be seen. Longer words find nothing that these do not."""
    return clean(request.GET.get("q", "")[: 4 * longest])[:longest]


def form_page(
    request: HttpRequest,
    form: Any,
    template: str,
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    *,
    act: Callable[[dict[str, Any]], str],
    saved: Callable[[Any], Mapping[str, Any]] = lambda row: {},
) -> HttpResponseBase:
    """The whole life of a form. GET shows it. A valid POST calls `act` with the cleaned data and goes to the URL
    that it returns. What the form or the action refuses comes back as 422 with everything typed still there.

    `context`: what the page shows beside the form; a function where that has to be read, which only happens when it is
    shown. `saved(row)`: field → value as it is now, to stand beside what was typed after a version conflict."""
    if request.method == "POST" and form.is_valid():
        try:
            return see_other(act(form.cleaned_data))
        except Stale as stale:
            form.stale(saved(stale.current), version=stale.current.version)
        except RuleBroken as broken:
            form.add_refusal(broken)
    shown = context() if callable(context) else context
    answer: HttpResponse = render(request, template, {**shown, "form": form}, status=422 if form.is_bound else 200)
    return answer


def pressed(
    request: HttpRequest,
    act: Callable[[], T],
    *,
    said: str,
    back: str,
    after: str = "",
    undo: Callable[[T], Undo | None] = lambda _done: None,
) -> HttpResponseBase:
    """A button without a form: do it, say so and go on to `after` (else `back`); or go `back` and say why not.
    `undo`: of what `act` gave back, how it is undone."""
    try:
        done = act()
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return see_other(back)
    say(request, said, undo(done))
    return see_other(after or back)
