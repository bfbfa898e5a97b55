"""What a case needs next, and why: one sentence on its page, with the button that does it where the reader may."""

from dataclasses import dataclass

from faena.gate.offers import Offers


@dataclass(frozen=True)
class NextStep:
    """`url`: the page of its form, "" where the reader may not take it; or `form`: the id of the form that a press
    sends; `label`: its button; `in_place`: the page of the case can hold that form."""

    what: str
    why: str
    url: str = ""
    label: str = ""
    icon: str = "circle-check"
    in_place: bool = False
    form: str = ""


def taken(offers: Offers, name: str, what: str, why: str, *, in_place: bool = False) -> NextStep | None:
    """The step of an offer that can be taken."""
    offer = offers.can(name)
    if offer is None:
        return None
    return NextStep(what, why, offer.url, offer.label, offer.icon, in_place, offer.form)
