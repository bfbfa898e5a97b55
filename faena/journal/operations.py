"""One effect for each idempotency key, whoever calls: a page, the API, a device. What was answered before is answered
again; the key, the work and its outcome commit together."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction

from faena.journal.models import Operation
from faena.journal.unit_of_work import first_action_joins

R = TypeVar("R")


@dataclass(frozen=True)
class Answer(Generic[R]):
    """What some work came to. status: the HTTP status under which it is kept (303 of a page, 201 of the API), 0 when it
    was refused: then nothing stays, its key neither. where: the address at which its outcome can be read.
    body: what the caller is given; None when it is a repeat, since what was made may have changed since."""

    body: R | None
    status: int = 0
    where: str = ""

    @property
    def is_repeat(self) -> bool:
        return self.body is None


class Reused(Exception):
    """The key was used before, for something else."""


def once(actor_id: int, key: str, body_hash: str, work: Callable[[], Answer[R]]) -> Answer[R]:
    """Do the work, or repeat what it came to when this person's key was used for the same before.

    A second call waits here until the first has committed. Raises Reused when the key stands for another body."""
    operation = Operation(actor_id=actor_id, key=key, body_hash=body_hash)
    held = ExitStack()

    def claim() -> None:
        held.enter_context(transaction.atomic())
        if not operation.insert_once():
            raise _Taken

    def claim_again() -> None:
        transaction.set_rollback(True)
        held.close()
        claim()

    try:
        with held:
            claim()
            with first_action_joins(claim_again):
                answer = work()
            if answer.status:
                operation.status, operation.answer = answer.status, answer.where
                operation.save(update_fields=["status", "answer"])
            else:
                transaction.set_rollback(True)
            return answer
    except _Taken:
        first = Operation.objects.get(actor_id=actor_id, key=key)
        if first.body_hash != body_hash:
            raise Reused from None
        return Answer(None, first.status, first.answer)


class _Taken(Exception):
    """Leaves the transaction, so that the first answer is read in a new one."""
