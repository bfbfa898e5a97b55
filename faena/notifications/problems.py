"""Why a message did not leave, as a code that is kept and a sentence that is read."""

import smtplib
import ssl
from typing import Any, Final

from django.template import TemplateDoesNotExist
from django.utils.translation import gettext_lazy as _
from jinja2 import TemplateError

NO_SERVER: Final = "no-server"
WITHHELD: Final = "withheld"
MOVED: Final = "moved"
PROBLEMS: Final[dict[str, Any]] = {
    "refused": _("The mail server refused the address (%(code)s). Check that it is written correctly."),
    "rejected": _("The mail server refused the message (%(code)s)."),
    "sign-in": _("The mail server refused our user name or password (%(code)s)."),
    "secure": _("No secure connection to the mail server was possible."),
    "unreachable": _("The mail server could not be reached."),
    "broken-off": _("The mail server broke off."),
    "unwritten": _("The text of the message could not be written."),
    "interrupted": _("Sending was interrupted twice. It may have arrived: ask before trying again."),
    NO_SERVER: _("No mail server is set, so it only became a file on this machine."),
    WITHHELD: _("It waited in a backup that was restored, and a Master decided that it does not leave."),
    MOVED: _("It had not left yet when the company was moved. Send it again if nobody has."),
    "erased": _("It was erased, with everything that was known of its customer."),
    "unknown": _("Sending failed for a reason that we do not know."),
}


def code_of(error: Exception) -> str:
    """A short code, with the server's number if it gave one: "refused:550". Never its words: they quote addresses."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            numbers = [number for number, _words in error.recipients.values()]
            return f"refused:{numbers[0]}" if numbers else "refused"
        case smtplib.SMTPAuthenticationError():
            return f"sign-in:{error.smtp_code}"
        case smtplib.SMTPServerDisconnected():
            return "broken-off"
        case smtplib.SMTPResponseException():
            return f"rejected:{error.smtp_code}"
        case ssl.SSLError() | smtplib.SMTPNotSupportedError():
            return "secure"
        case smtplib.SMTPException():
            return "rejected"
        case TemplateError() | TemplateDoesNotExist():
            return "unwritten"
        case OSError():
            return "unreachable"
    return "unknown"


def sentence_of(problem: str) -> str:
    """What the code says to its reader; "" for no problem."""
    if not problem:
        return ""
    code, _colon, number = problem.partition(":")
    return str(PROBLEMS.get(code, PROBLEMS["unknown"])).replace(" (%(code)s)", f" ({number})" if number else "")
