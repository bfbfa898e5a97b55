"""An operation is received once: a reference that came before is asked about, or refused where its method says so."""

from collections.abc import Container, Sequence

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.actions.tenders import TenderFacts, field_of
from faena.cash.models import Collection, PaymentMethod
from faena.cash.references import compared
from faena.cash.repeats import Repeat, repeat_of
from faena.lib.errors import Question, RuleBroken
from faena.lib.named import AmongKeys, Named

TWICE_HERE = "repeated-here"


def check_repeats(
    tenders: Sequence[TenderFacts], *, answers: Container[str], besides: Collection | None = None, by: User
) -> list[str]:
    """The references that came before and are received again, because somebody said so. Their methods are locked
    first, in the order of their keys: two cashiers at once do not both find that it is new. `besides`: the parts of one
    collection repeat one another.

    Raises Question at `tenders.N.reference` until it is answered, RuleBroken where the method refuses repeats."""
    named = [(number, facts) for number, facts in enumerate(tenders) if compared(facts.reference)]
    if not named:
        return []
    pks = {facts.method.pk for _number, facts in named}
    methods = {one.pk: one for one in _locked.rows(keys=pks)}
    again, here = [], set[tuple[int, str]]()
    for number, facts in named:
        method, key = methods[facts.method.pk], (facts.method.pk, compared(facts.reference))
        if key in here:
            sentence = _("The reference %(reference)s stands here twice.") % {"reference": facts.reference}
            _ask(sentence, TWICE_HERE, method, number, answers)
            again.append(facts.reference)
        elif repeat := repeat_of(method, facts.reference, besides=besides, by=by):
            _ask(repeat.sentence, repeat.answer, method, number, answers, repeat)
            again.append(facts.reference)
        here.add(key)
    return again


_locked: Named[PaymentMethod] = Named(
    lambda _ask: PaymentMethod.objects.select_for_update(no_key=True).filter(AmongKeys()).order_by("pk")
)


def _ask(
    sentence: str,
    answer: str,
    method: PaymentMethod,
    number: int,
    answers: Container[str],
    repeat: Repeat | None = None,
) -> None:
    if method.refuses_repeats:
        once = _("“%(method)s” takes each reference once: look at the number again.") % {"method": method.name}
        raise RuleBroken(f"{sentence} {once}", field_of("reference", number), "duplicate")
    if answer in answers:
        return
    raise Question(
        sentence,
        field_of("reference", number),
        answers={answer: _("It is another operation: register it all the same")},
        about=repeat.payment.as_ref if repeat and repeat.is_seen else None,
    )
