"""What is made visible reaches the customer (C12–C14): on the page of his ticket, and by mail that leads there, written
as what the workshop writes (M21)."""

from faena.accounts.models import User
from faena.cases import actions as cases
from faena.customers.readers import mail_readers
from faena.tickets.models import Comment, StatusChange, Ticket, TicketClosing

MAIL = "tickets/update"


def notify_customer(ticket: Ticket, news: StatusChange | Comment | TicketClosing, *, by: User) -> None:
    """Write to the customer, and to his contacts who receive notices, in the customer's language; to each address once.
    Where nobody has an address, only the page shows it; where somebody revoked its link, the mails do, which then
    lead nowhere. They leave when the caller's step is committed; the history names each with its address.

    The caller holds the locks of the customer and of the ticket: the link is made when it is first needed."""
    link = cases.link_unless_revoked(ticket.as_ref, ticket.customer, by=by)
    for whom, name, address in mail_readers(ticket.customer):
        cases.mail_customer(
            ticket,
            MAIL,
            address=address,
            data={"name": name, "ticket": str(ticket), **_mail_data(news)},
            secret={"link": link.url if link else ""},
            verb="ticket.mailed",
            dedupe_key=f"ticket-{news._meta.model_name}-{news.pk}-{whom}",
            by=by,
        )


def _mail_data(news: StatusChange | Comment | TicketClosing) -> dict[str, str]:
    """What the mail says of it: `what` is "status", "comment", "test", or how the ticket ended."""
    match news:
        case StatusChange():
            return {"what": "status", "text": news.status.name, "result": ""}
        case Comment():
            return {"what": str(news.kind), "text": news.text, "result": news.result}
    return {"what": str(news.outcome), "text": "", "result": ""}
