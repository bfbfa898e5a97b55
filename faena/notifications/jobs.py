"""Background work on messages."""

from django_tasks import task


@task()
def deliver(message_id: int) -> None:
    """Send one message."""
