"""One effect for each form: a POST with a key that was answered before gets that answer again (journal.operations).

A form that is sent back with errors leaves nothing behind, so the same key works for the corrected form."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from faena.gate.doors import door_of
from faena.journal.access import origin_of
from faena.journal.context import KEY_FIELD
from faena.journal.operations import Answer, Reused, once
from faena.journal.unit_of_work import unit_of_work
from faena.ui.errors import render_refusal
from faena.ui.listing import file_form

SEE_OTHER = 303
KEY = re.compile(r"[\w-]{16,64}", re.ASCII)  # what new_key() makes, and a phone's UUID


class OneEffect:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if request.method != "POST":
            return None
        door = door_of(view)
        if door and door.kind == "api":
            return None  # it has its own way to the same (rest.effects)
        channel = "link" if door and door.kind == "link" else "page"
        is_file = bool(door and door.gives_file and file_form(request))
        if door is None or door.repeatable or is_file or not request.user.is_authenticated:
            with unit_of_work(origin_of(request, channel)):
                response: HttpResponseBase = view(request, *args, **kwargs)
                return response
        key = str(request.POST.get(KEY_FIELD, ""))
        if not KEY.fullmatch(key):
            return render_refusal(
                request, 400, _("This form lacks its key"), _("Go back, reload the page and send it again.")
            )
        with unit_of_work(origin_of(request, channel, key)):
            return self.answer(request, key, lambda: view(request, *args, **kwargs))

    def answer(self, request: HttpRequest, key: str, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        try:
            answer = once(int(request.user.pk or 0), key, body_hash(request), lambda: kept(work()))
        except Reused:
            return render_refusal(
                request,
                409,
                _("This form was already sent"),
                _("It was sent before with other contents. Open the page anew and send it again."),
            )
        return answer.body or HttpResponseRedirect(answer.where, status=answer.status)


def kept(response: HttpResponseBase) -> Answer[HttpResponseBase]:
    """A page's success is a redirect; whatever else it answers is a refusal."""
    if 300 <= response.status_code < 400:
        return Answer(response, SEE_OTHER, response.headers["Location"])
    return Answer(response)


def body_hash(request: HttpRequest) -> str:
    """What was sent and where, without the tokens that differ between renderings. Shape: 64 hex digits. Keyed: a form
    may hold a short secret, which must not be tried out on a stolen database."""
    digest = salted_hmac("faena.journal.body", request.path, algorithm="sha256")
    for name, values in sorted(request.POST.lists()):
        if name not in {KEY_FIELD, "csrfmiddlewaretoken"}:
            digest.update(repr((name, values)).encode("utf-8", "backslashreplace"))
    for name, files in sorted(request.FILES.lists()):
        for upload in files:
            digest.update(repr((name, upload.name, upload.size)).encode("utf-8", "backslashreplace"))
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()
