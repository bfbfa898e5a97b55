"""The end of an address that nobody wants told any more: said in the history, and to its owner by mail."""

from faena.accounts.actions import system
from faena.accounts.models import User
from faena.hooks.models import Endpoint
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.notifications.actions import notify


@action(authorised_by="what the address answered, or what its owner may")
def switch_off(endpoint: Endpoint, why: str) -> None:
    """Nothing goes there any more. why: one of Endpoint.Off."""
    if not Endpoint.objects.filter(pk=endpoint.pk, is_active=True).update(is_active=False, off_because=why):
        return
    owner = User.objects.get(pk=endpoint.owner_id)
    said = {"url": str(endpoint)}
    event = record("webhook.switched_off", endpoint.as_ref, facts={"why": why}, said=said, by=system())
    notify(
        "hooks/switched_off",
        address=owner.email,
        language=owner.language,
        data={"name": owner.first_name, "url": str(endpoint), "why": why},
        ref=endpoint.as_ref,
        dedupe_key=f"hooks/switched_off-{event.uid}",
    )
