"""What of the history is personal (lib/personal.py): what was said, from where customers came. Chains hold without."""

from faena.journal.models import Access, AccessHead, Event, Operation
from faena.lib import personal
from faena.lib.personal import Forgotten, batches, declare

# In these somebody else's history names a customer: their facts say whose, and all of one act say the same.
NAMING = (
    "customer.merged", "customer.merged_away", "customer.merge_undone", "customer.parted", "customer.order_left",
    "order.customer_corrected", "device.handed_over", "device.taken_over",
)  # fmt: skip
OTHERS = {"other_id": "customer", "old_id": "customer", "new_id": "customer", "order_id": "order"}

declare(
    Event,
    replaced="said salt",
    plain="verb about_kind channel operation facts said_hash prev_hash hash",
)
declare(
    Access,
    replaced="said salt address agent origin_salt",
    plain="about_kind origin_hash facts said_hash hourly_key prev_hash hash",
)
declare(AccessHead, plain="hash")
declare(Operation, plain="key body_hash", passing="answer")


def forget_events(forgotten: Forgotten) -> None:
    """What was said of him and of what is his, and where others' history names him."""
    own = Event.objects.filter(customer_id__in=forgotten.customers)
    _blank_named(forgotten)
    own.filter(said__isnull=False).update(said=None, salt="")
    for events in forgotten.pointing(Event, "about_kind", "about_id"):
        events.filter(said__isnull=False).update(said=None, salt="")


def forget_accesses(forgotten: Forgotten) -> None:
    """From where his links were opened; of papers that the shop took, only what was typed."""
    for rows in forgotten.pointing(Access, "about_kind", "about_id"):
        rows.filter(said__isnull=False).update(said=None, salt="")
        rows.filter(kind=Access.Kind.LINK).exclude(origin_salt="").update(address="", agent="", origin_salt="")


def _blank_named(forgotten: Forgotten) -> None:
    told = list(Event.objects.filter(customer_id__in=forgotten.customers, verb__in=NAMING))
    for events in forgotten.pointing(Event, "about_kind", "about_id"):
        told += events.filter(verb__in=NAMING, customer_id=None)
    acts = {event.act for event in told}
    for fact, kind in OTHERS.items():
        keys = list({event.facts[fact] for event in told if event.facts.get(fact)})
        for some in batches(keys):
            rows = Event.objects.filter(about_kind=kind, about_id__in=some, act__in=acts, verb__in=NAMING)
            rows.filter(said__isnull=False).update(said=None, salt="")


personal.after(forget_events)
personal.after(forget_accesses)
