"""What a page says, for the tests of tickets."""

import re
from html import unescape


def plain(answer):
    """The words of the page itself, without its frame."""
    main = answer.content.decode().split("<main")[-1].split('<div class="sheet"')[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", main, flags=re.S)))


def offers(answer):
    """Which of a ticket's actions the page has a way to."""
    html = answer.content.decode()
    names = ("forwarding", "taking", "status", "comments", "closing", "reopening", "date", "type")
    return {name for name in names if re.search(rf'(href|action)="/tickets/\d+/{name}/"', html)}
