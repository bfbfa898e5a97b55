"""Some rows of an import at once, in one transaction with how far it came: doing it twice does it once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.actions import register_many
from faena.customers.models import Customer
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.many import insert, new_keys
from faena.moving.actions.attaching import Here, attach, filled, missing, what_hangs
from faena.moving.actions.orders import write_orders
from faena.moving.actions.services import (
    Offered,
    expected,
    write_balances,
    write_pasts,
    write_plans,
    write_subscriptions,
)
from faena.moving.knowing import CUSTOMER, Known, Mark, known, marks
from faena.moving.models import Import, ImportRow, OldId
from faena.moving.preparing import Preparing, Ready
from faena.moving.reading.facts import Facts
from faena.moving.reading.fields import Kind
from faena.moving.reading.records import Plan

State, Outcome, Running = ImportRow.State, ImportRow.Outcome, Import.State
_OF_PLANS = frozenset({Kind.SUBSCRIPTIONS})
OLD_CODE = "old_code"  # the field of its search term


@action(authorised_by="check_import")
def check_chunk(import_: Import, chunk: Sequence[Ready], *, by: User) -> bool:
    """Say what would become of these rows; nothing else is written. False when it was stopped."""
    import_, left = _taken_up(import_, chunk, Running.CHECKING)
    if import_.state != Running.CHECKING:
        return False
    plan = Plan.from_json(import_.plan)
    sorted_out = _Sorted(import_, left, plan)
    for ready in sorted_out.fresh:
        ready.outcome = Outcome.NEW
        hanging = ready.draft.hanging  # type: ignore[union-attr]  # what is fresh has a draft
        ready.made = [["customer", 0], *([one._meta.model_name, 0] for one in hanging)]
    here = what_hangs([customer.pk for _ready, customer in sorted_out.here])
    for ready, customer in sorted_out.here:
        ready.made = [[_kind(one), 0] for one in missing(ready, customer.pk, here)]
        fills = sorted_out.fills and filled(ready, customer) is not None
        ready.outcome = Outcome.FILLED if fills else Outcome.ADDED if ready.made else Outcome.SAME
    for ready, owner in sorted_out.after:
        ready.made = [[_kind(one), 0] for one in missing(ready, -owner, here)]
        ready.outcome = Outcome.ADDED if ready.made else Outcome.SAME
    for ready in left:
        ready.made += [[kind, 0] for kind in expected(ready)]
    _keep(import_, left)
    return True


@action(authorised_by="run_import")
def write_chunk(import_: Import, chunk: Sequence[Ready], preparing: Preparing, *, by: User) -> bool:
    """Write these rows, those of them that are not written yet. False when it was stopped. Raises RuleBroken, and
    writes nothing of all, when somebody registered one of the documents just now: ask again."""
    import_, left = _taken_up(import_, chunk, Running.RUNNING)
    if import_.state != Running.RUNNING:
        return False
    plan = Plan.from_json(import_.plan)
    sorted_out = _Sorted(import_, left, plan)
    drafts = [ready.draft for ready in sorted_out.fresh if ready.draft is not None]
    keys = register_many(drafts, preparing.country, by=by)
    for ready, draft, key in zip(sorted_out.fresh, drafts, keys, strict=True):
        ready.customer, ready.was_new, ready.outcome = key, True, Outcome.NEW
        ready.add("customer", key)
        for one in draft.hanging:
            ready.add(str(one._meta.model_name), one.pk)
    _attach(sorted_out, by)
    offered = Offered.now(plan.currency) if plan.kinds & _OF_PLANS else None
    if offered is not None:
        write_plans(left, offered, by=by)
        write_subscriptions(left, offered, by=by)
    write_balances(left, by=by)
    write_pasts(left, by=by)
    write_orders(import_, left, by=by)
    _write_old_ids(import_, left)
    _keep(import_, left)
    return True


@action(authorised_by="run_import")
def end_import(import_: Import, *, problem: str = "", by: User) -> None:
    """The last row is through, or the file cannot be read any further (`problem`)."""
    import_ = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
    now = timezone.now()
    if import_.state == Running.CHECKING:
        import_.state = Running.READ if problem else Running.CHECKED
        import_.total = import_.looked_at
    elif import_.state == Running.RUNNING:
        import_.state, import_.ended_at = Running.STOPPED if problem else Running.DONE, now
        import_.total = import_.looked_at
        if not problem:
            facts = {"new": import_.counts.get(Outcome.NEW, 0), "rows": import_.total}
            record("import.done", import_.as_ref, facts=facts, said={"file": import_.file_name}, by=by)
    else:
        return
    import_.problem, import_.progressed_at = problem[:400], now
    import_.save(update_fields=["state", "total", "ended_at", "problem", "progressed_at"])


class _Sorted:
    """The rows of a chunk by what is to be done with each. `fresh`: new customers; `here`: of customers who are here;
    `after`: of a customer of another row of the file, by the number of that row."""

    def __init__(self, import_: Import, rows: Sequence[Ready], plan: Plan) -> None:
        answer = plan.answers.get("duplicates", "skip")
        self.fills = answer == "fill"
        self.fresh: list[Ready] = []
        self.here: list[tuple[Ready, Any]] = []
        self.after: list[tuple[Ready, int]] = []
        own = [marks(ready, alike=answer != "new") if ready.read else [] for ready in rows]
        self.known: Known = known(import_, rows, {mark for some in own for mark in some})
        first: dict[Mark, int] = {}
        numbers: dict[int, int] = {}
        for ready, mine in zip(rows, own, strict=True):
            if ready.read is None or _is_of_nobody(ready.read):
                continue
            owner = numbers.get(ready.record.same_as) or next((first[one] for one in mine if one in first), 0)
            customer = None if owner else self.known.of(ready, mine)
            if customer is not None:
                self.here.append((ready, customer))
            elif owner or ready.record.same_as in self.known.promised:
                self.after.append((ready, owner or ready.record.same_as))
                numbers[ready.number] = owner or ready.record.same_as
            elif ready.draft is not None:
                self.fresh.append(ready)
                numbers[ready.number] = ready.number
                first |= {one: ready.number for one in mine if one not in first}
            else:
                ready.refuse(_("Nobody is here of whom this row could be, neither in the file nor in the program."))


def _is_of_nobody(read: Facts) -> bool:
    """A plan that is offered, for instance."""
    return read.customer is None and not read.keys and bool(read.plans)


def _taken_up(import_: Import, chunk: Sequence[Ready], state: Import.State) -> tuple[Import, list[Ready]]:
    """Read again under its lock, with the rows that nobody wrote meanwhile."""
    import_ = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
    return import_, [ready for ready in chunk if ready.number > import_.upto] if import_.state == state else []


def _attach(sorted_out: _Sorted, by: User) -> None:
    written = {ready.number: ready.customer for ready in sorted_out.fresh}
    owners = {pk for _ready, number in sorted_out.after if (pk := written.get(number)) is not None}
    if not sorted_out.here and not owners:
        return
    new = {customer.pk: customer for customer in Customer.objects.filter(pk__in=owners)}
    jobs = [*sorted_out.here]
    jobs += [(ready, new[pk]) for ready, number in sorted_out.after if (pk := written.get(number)) is not None]
    jobs.sort(key=lambda job: job[0].number)
    here: Here = what_hangs([customer.pk for _ready, customer in jobs])
    for ready, customer in jobs:
        attach(ready, customer, here, fills=sorted_out.fills and customer.pk not in new, by=by)


def _write_old_ids(import_: Import, rows: Iterable[Ready]) -> None:
    """Under which keys the system of before knew them: a second file finds the same, and so does who types one."""
    wanted = {ready.old_code: ready.customer for ready in rows if ready.old_code and ready.customer}
    if not wanted:
        return
    there = OldId.objects.filter(system=import_.system, kind=CUSTOMER, old__in=wanted)
    for old_id in there:
        customer = wanted.pop(old_id.old)
        if old_id.ref_id != customer:  # whom it named was deleted since
            OldId.objects.filter(pk=old_id.pk).update(ref_id=customer, of=import_)
    keys = new_keys(OldId, len(wanted)) if wanted else []
    rows_of = [(key, old, customer) for key, (old, customer) in zip(keys, wanted.items(), strict=True)]
    shared = {"system": import_.system, "kind": CUSTOMER, "ref_kind": CUSTOMER, "of_id": import_.pk}
    insert(OldId, ["id", "old", "ref_id"], rows_of, **shared)
    search.write_new_terms((customer, "old_id", key, {OLD_CODE: [old]}) for key, old, customer in rows_of if customer)


def _kind(facts: object) -> str:
    return type(facts).__name__.removesuffix("Facts").lower()


def _keep(import_: Import, left: Sequence[Ready]) -> None:
    """What became of the rows, and how far the import came."""
    if left:
        numbers = [ready.number for ready in left]
        ImportRow.objects.filter(of=import_, number__gte=min(numbers), number__lte=max(numbers)).delete()
        names = [
            "number", "state", "outcome", "raw", "remarks", "ref_kind", "ref_id", "was_new", "made", "before",
        ]  # fmt: skip
        insert(
            ImportRow,
            names,
            [
                (
                    ready.number, ready.state, ready.outcome, list(ready.record.raw), ready.remarks,
                    CUSTOMER if ready.customer else "", ready.customer, ready.was_new, ready.made, ready.before,
                )
                for ready in left
            ],
            of_id=import_.pk,
        )  # fmt: skip
        import_.upto = max(numbers)
    counts = import_.counts
    for ready in left:
        for word in (ready.state, ready.outcome, *(kind for kind, _pk in ready.made)):
            if word:
                counts[str(word)] = counts.get(str(word), 0) + 1
    import_.progressed_at = timezone.now()
    import_.save(update_fields=["upto", "counts", "progressed_at"])
