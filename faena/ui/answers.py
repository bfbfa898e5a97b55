"""Answers that views give again and again."""

from django.http import HttpResponseRedirect


class see_other(HttpResponseRedirect):  # noqa: N801  # reads as a verb: return see_other(url)
    """303 after a change: the browser gets the next page, and reloading it sends nothing twice."""

    status_code = 303
