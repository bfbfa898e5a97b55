"""Background work of accounts."""

from django_tasks import task

from faena.accounts.actions import send_recovery
from faena.accounts.models import User
from faena.accounts.rate_limits import may_mail_recovery
from faena.lib.sealing import unseal

PURPOSE = "recovery"


@task()
def recover(sealed_email: str) -> None:
    """Send the link for a new password, if somebody active has this e-mail. The page asked the same of every e-mail
    and took the same time: only here is it looked up."""
    email = unseal(sealed_email, purpose=PURPOSE)
    user = User.objects.active().filter(email=email).first() if email else None
    if user and may_mail_recovery(user.email):
        send_recovery(user)
