"""The pieces of the frame (side bar, tab bar, "More"), which look the same on page after page: drawn once for each way
in which they can look, and kept.

Whatever they show is part of the key, so nothing that is kept can be out of date. What differs at each request, the
form's token and the page's own address, is put in afterwards."""

from typing import Any

from django.conf import settings
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

MOST = 500  # looks that are kept; some kB each
TOKEN, HERE = Markup("\x02token\x03"), "\x02here\x03"  # nobody types these signs: lib.text.clean takes them out

_kept: dict[tuple[Any, ...], str] = {}


@pass_context
def framed(context: Context, name: str, entries: Any) -> Markup:
    """The template `name` for this reader. `entries`: the Menu as he sees it on this page."""
    user, company = context["request"].user, context.get("company")
    reader = (user.name, user.email, user.photo_url)
    key = (name, entries, reader, company.name if company else "", tuple(context["look"].values()), context["language"])
    text = _kept.get(key)
    if text is None or settings.DEBUG:
        template = context.environment.get_template(name)
        text = template.render({**context.get_all(), "entries": entries, "csrf_input": TOKEN, "here": HERE})
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = text
    own = text.replace(TOKEN, str(context["csrf_input"])).replace(HERE, str(escape(context["here"])))
    return Markup(own)  # noqa: S704  # a template's own, and what was escaped
