"""What is done with several rows of a list at once: they are chosen on the page (kit.list_table with `together`), one
press does it for each (`each`), and the answer says which refused and why. Those stay chosen.

A list names what can be done with its rows:

    Together([Act(reverse("orders:assign_several"), _("Assign"), "user-round-check", "technician", options)])
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext, ngettext

from faena.lib.errors import RuleBroken
from faena.ui.answers import see_other

MOST = 50  # rows at once
MOST_SAID = 5  # refusals that are told one by one


class Line(NamedTuple):
    """A field of an act: one line of text, or a box to tick."""

    name: str
    label: Any


@dataclass(frozen=True)
class Act:
    """A button, which sends the chosen rows to `url`. `asks`: the name of the field whose `options` (value, label) it
    needs, "" for none; `says`: a line that is written with it, `ticks`: a box; `warns`: what is read before it, as of
    everything that one press does not undo. What has any of them opens first. `tone`: "red" ends something."""

    url: str
    label: Any
    icon: str
    asks: str = ""
    options: Sequence[tuple[Any, Any]] = ()
    says: Line | None = None
    ticks: Line | None = None
    warns: Any = ""
    tone: Literal["", "red"] = ""
    opens: bool = False  # in another tab

    @property
    def opens_first(self) -> bool:
        return bool(self.asks or self.says or self.ticks or self.warns)


@dataclass(frozen=True)
class Together:
    """chosen: the keys of those that are chosen already."""

    acts: Sequence[Act]
    chosen: frozenset[int] = frozenset()


def left_chosen(request: HttpRequest) -> frozenset[int]:
    """Those that the last press refused."""
    return frozenset(keys_of(request.GET.get("picked", "").split(",")))


def file_of_chosen(path: str) -> Act:
    """The chosen rows as a file for spreadsheets; `path`: of the list, which takes them (ui/listing.py)."""
    return Act(f"{path}?format=xlsx", gettext("Export to Excel"), "download")


def chosen_in(request: HttpRequest) -> list[int]:
    """The keys of the rows that were sent. Raises RuleBroken where there is none, or more than fit."""
    keys = keys_of(request.POST.getlist("pick"))
    if not keys:
        raise RuleBroken(gettext("Choose at least one row."))
    if len(keys) > MOST:
        raise RuleBroken(gettext("Choose at most %(most)s rows at once.") % {"most": MOST})
    return keys


def each(request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object], back: str) -> HttpResponseBase:
    """Does it with each row, by itself: one that refuses keeps no other back. Then the list again, as it was."""
    done, refused = 0, []
    for row in rows:
        try:
            act(row)
        except RuleBroken as broken:
            refused.append((row, broken.sentence))
        else:
            done += 1
    if done:
        messages.success(request, ngettext("Done with %(num)s.", "Done with %(num)s.", done) % {"num": done})
    for row, sentence in refused[:MOST_SAID]:
        messages.error(request, f"{row}: {sentence}")
    if len(refused) > MOST_SAID:
        more = len(refused) - MOST_SAID
        messages.error(request, ngettext("%(num)s more refused.", "%(num)s more refused.", more) % {"num": more})
    return to_list(request, back, [row.pk for row, _sentence in refused])


def to_list(request: HttpRequest, back: str, chosen: Sequence[int] = ()) -> HttpResponseBase:
    """The list at `back` with the filters that it had."""
    question = QueryDict(request.POST.get("back", "")[:2000], mutable=True)
    question.pop("picked", None)
    if chosen:
        question["picked"] = ",".join(map(str, chosen))
    return see_other(f"{back}?{question.urlencode()}" if question else back)


def keys_of(texts: Iterable[str]) -> list[int]:
    """Each once, in their order; what is no key is left out."""
    return list(dict.fromkeys(int(text) for text in texts if text.isdecimal() and len(text) <= 18))
