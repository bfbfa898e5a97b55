"""Background work of the workshop: customers who read mails are reminded of what is ready."""

from django.utils import timezone

from faena.orders.actions import remind_by_mail
from faena.orders.models import Reminder

AT_ONCE = 100


def remind_customers() -> int:
    """Write to those whose day has come; what two workers find due is written once. Returns how many."""
    due = Reminder.objects.filter(state=Reminder.State.OPEN, by_mail=True, due_at__lte=timezone.now())
    found = list(due.select_related("author").order_by("due_at")[:AT_ONCE])
    for reminder in found:
        remind_by_mail(reminder, by=reminder.author)
    return len(found)
