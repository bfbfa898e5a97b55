"""How the rows of a list leave as a file: one press on the list's page, or the form of its address. The journal of
access keeps who took them (company.actions.begin_export)."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from faena.company.actions import Export, begin_export, end_export
from faena.company.forms import ExportForm
from faena.company.requests import SignedInRequest
from faena.gate.grants import Perm, may
from faena.journal.models import Access
from faena.lib.errors import RuleBroken
from faena.ui.listing import Filters, file_form
from faena.ui.spreadsheets import ListFile

logger = logging.getLogger(__name__)


def page_or_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A list: GET shows it, and a POST with `format` gives its file. Any other POST is 405."""

    @wraps(view)
    def answer(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") and not (request.method == "POST" and file_form(request)):
            return HttpResponseNotAllowed(["GET", "POST"])
        return view(request, *args, **kwargs)

    return answer


def exported(request: SignedInRequest, file: ListFile, filters: Filters) -> HttpResponseBase:
    """GET asks for form and reason; POST gives the file, or says that a reason is needed (422, all filters kept)."""
    if not may(request.user, Perm.LIST_EXPORT):
        raise PermissionDenied
    typed = {"format": file.form, "reason": request.POST.get("reason", "")}
    form = ExportForm(typed if request.method == "POST" else None, initial=typed)
    if request.method == "POST" and form.is_valid():
        export = Export(file.name, request.path, file.form, filters.in_words, file.size)
        try:
            access = begin_export(export, reason=form.cleaned_data["reason"], by=request.user)
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            return file.answer(lambda rows, is_whole: _end(access, rows, is_whole))
    context = {"form": form, "name": file.name, "filters": filters.in_words, "path": request.path}
    return render(request, "company/export.html", context, status=422 if form.is_bound else 200)


def _end(access: Access, rows: int, is_whole: bool) -> None:
    """The file has left by then: a database that fails now only leaves its number of rows unknown."""
    try:
        end_export(access, rows=rows, is_whole=is_whole)
    except DatabaseError:
        logger.exception("The end of an export was not recorded.")
