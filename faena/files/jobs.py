"""Background work on files."""

from django_tasks import task


@task(priority=10)
def decode(file_id: int) -> None:
    """Make the stored picture."""
