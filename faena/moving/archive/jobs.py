"""Writing an archive in the background, and deleting it after a day."""

import time

from django_tasks import task

from faena.accounts.models import User
from faena.gate.rights import NotAllowed
from faena.moving.archive import shelf
from faena.moving.archive.writing import write_archive
from faena.moving.refusals import CannotMove, IsBusy

OFTEN = 1.0  # seconds between two words of how far it is


@task()
def write_asked(name: str, user_pk: int) -> None:
    """A worker that dies leaves no archive; the next one begins anew. Whoever asked and lost the right meanwhile gets
    none."""
    shelved = shelf.named(name)
    if shelved is None or shelved.is_ready:
        return
    said = time.monotonic()

    def tell(done: int, every: int) -> None:
        nonlocal said
        if time.monotonic() - said > OFTEN:
            said = time.monotonic()
            shelved.say(done=done, all=every)

    shelved.say(state=shelf.WRITING, done=0)
    shelved.file.unlink(missing_ok=True)
    try:
        made = write_archive(shelved.file, by=User.objects.get(pk=user_pk), tell=tell)
    except IsBusy:  # it takes long, and a second worker was given the same job
        return
    except (CannotMove, NotAllowed) as error:
        shelved.say(state=shelf.FAILED, why="right" if isinstance(error, NotAllowed) else "room")
        return
    except Exception:  # whatever it was, the page says that there is no archive; the log has the rest
        shelved.say(state=shelf.FAILED, why="unknown")
        raise
    shelved.say(state=shelf.READY, **vars(made))


def remove_old_archives() -> int:
    return shelf.remove_old()
