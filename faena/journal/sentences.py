"""The history as sentences: what each verb says, with placeholders from the event's facts and said.

%(by)s is who did it. A fact that is {"amount", "currency"} reads as money, {"quantity"} as a number of thousandths,
{"span", "unit"} as so many days or months, {"moment"} and {"day"} as such, {"day", "part"} as a part of that day,
{"unit", "other", "rate"} as a rate; journal/rendering.py knows them all.
`changes` ({field: [old, new]}) become lines of their own, old → new."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Sentence:
    """icon: a name of the sprite; tone: grey blue amber green red purple."""

    icon: str
    tone: str
    text: Any


SENTENCES: dict[str, Sentence] = {
    # accounts
    "user.created": Sentence("user-plus", "grey", _("%(by)s created %(name)s as %(role)s")),
    "user.invited": Sentence("mail", "blue", _("%(by)s sent %(name)s an invitation")),
    "user.invited_by_hand": Sentence("link", "blue", _("%(by)s made a link of invitation for %(name)s")),
    "user.joined": Sentence("log-in", "green", _("%(name)s set a password and joined")),
    "user.edited": Sentence("pencil", "grey", _("%(by)s edited %(name)s")),
    "user.role_given": Sentence("shield", "blue", _("%(by)s gave %(name)s the role %(new)s (was %(old)s)")),
    "user.activated": Sentence("user-check", "green", _("%(by)s activated %(name)s")),
    "user.limits_lifted": Sentence("key-round", "blue", _("%(by)s lifted the limit of sign-in of %(name)s")),
    "user.deactivated": Sentence("user-x", "red", _("%(by)s deactivated %(name)s")),
    "user.work_handed_over": Sentence(
        "arrow-left-right", "blue", _("%(by)s handed work of %(name)s over to %(to)s: %(number)s")
    ),
    "user.deleted": Sentence("trash-2", "red", _("%(by)s deleted %(name)s")),
    "user.photo_changed": Sentence("camera", "grey", _("%(by)s changed the photo of %(name)s")),
    "user.photo_removed": Sentence("image-off", "grey", _("%(by)s removed the photo of %(name)s")),
    "user.password_changed": Sentence("key-round", "grey", _("%(name)s changed the password")),
    "user.recovery_sent": Sentence("mail", "blue", _("A link for a new password was sent to %(name)s")),
    "user.password_recovered": Sentence("key-round", "amber", _("%(name)s set a new password by e-mail")),
    "user.device_new": Sentence(
        "smartphone", "amber", _("%(name)s signed in on a new device: %(device)s, %(address)s")
    ),
    "user.session_ended": Sentence("log-out", "grey", _("%(name)s signed out a device: %(device)s, %(address)s")),
    "token.made": Sentence("key-round", "amber", _("%(name)s made a token of the API: %(token)s")),
    "token.revoked": Sentence("key-round", "grey", _("%(by)s revoked a token of %(name)s: %(token)s")),
    "webhook.made": Sentence("send", "amber", _("%(by)s made a webhook: %(url)s")),
    "webhook.edited": Sentence("pencil", "grey", _("%(by)s changed a webhook: %(url)s")),
    "webhook.switched_on": Sentence("send", "green", _("%(by)s switched a webhook on: %(url)s")),
    "webhook.switched_off": Sentence("send", "grey", _("%(by)s switched a webhook off: %(url)s")),
    "webhook.rotated": Sentence("key-round", "amber", _("%(by)s renewed the secret of a webhook: %(url)s")),
    "webhook.deleted": Sentence("trash-2", "red", _("%(by)s deleted a webhook: %(url)s")),
    "user.sessions_ended": Sentence("log-out", "amber", _("%(by)s signed %(name)s out of other devices: %(number)s")),
    "user.passkey_added": Sentence("key-round", "green", _("%(name)s added the passkey “%(passkey)s”")),
    "user.passkey_removed": Sentence("key-round", "amber", _("%(name)s removed the passkey “%(passkey)s”")),
    "user.app_added": Sentence("smartphone", "green", _("%(name)s set up an authenticator app")),
    "user.app_removed": Sentence("smartphone", "amber", _("%(name)s removed the authenticator app")),
    "user.recovery_codes_made": Sentence("list-checks", "grey", _("%(name)s made new recovery codes")),
    "user.recovery_code_used": Sentence("list-checks", "amber", _("%(name)s used a recovery code; left: %(left)s")),
    "user.factors_removed": Sentence(
        "shield", "red", _("%(by)s removed the passkeys, authenticator app and recovery codes of %(name)s")
    ),
    "user.notices_chosen": Sentence("bell", "grey", _("%(name)s chose which notifications arrive")),
    # views of lists
    "view.saved": Sentence("bookmark-plus", "grey", _("%(by)s saved the view “%(name)s” of a list")),
    "view.edited": Sentence("pencil", "grey", _("%(by)s edited the view “%(name)s” of a list")),
    "view.deleted": Sentence("trash-2", "grey", _("%(by)s deleted the view “%(name)s” of a list")),
    # company
    "company.factor_required": Sentence("shield", "blue", _("%(by)s set which roles need a second factor")),
    "company.founded": Sentence("sparkles", "green", _("%(by)s set Faena up for %(name)s")),
    "company.edited": Sentence("store", "grey", _("%(by)s edited the company's settings")),
    "company.ready_goal_set": Sentence("chart-column", "grey", _("%(by)s set the goal of days until ready")),
    "company.keeping_set": Sentence(
        "file-text", "grey", _("%(by)s set for how long invoices keep whom they were issued to")
    ),
    "company.hours_set": Sentence("calendar-clock", "grey", _("%(by)s set the working hours")),
    "company.series_begun": Sentence(
        "list-checks", "grey", _("%(by)s set the next number of a series: %(series)s, %(number)s")
    ),
    "company.first_steps_hidden": Sentence("eye-off", "grey", _("%(by)s hid the first steps on home")),
    "company.test_printed": Sentence("printer", "green", _("%(by)s printed a test slip on %(paper)s")),
    "company.mail_tested": Sentence("send", "grey", _("%(by)s sent a test mail to themselves")),
    "backup.asked": Sentence("archive", "grey", _("%(by)s asked for a backup")),
    "drill.asked": Sentence("archive-restore", "grey", _("%(by)s asked for a drill of the newest backup")),
    "mails.released": Sentence(
        "send", "amber", _("%(by)s let the mails leave that were held after a restore: %(number)s")
    ),
    "mails.withheld": Sentence(
        "mail", "amber", _("%(by)s decided that the mails held after a restore do not leave: %(number)s")
    ),
    "company.archive_made": Sentence(
        "download", "amber", _("%(by)s took everything of the company out as one archive (%(sha256)s)")
    ),
    "company.import_preset_kept": Sentence(
        "bookmark-plus", "grey", _("%(by)s remembered the columns of a file as %(name)s")
    ),
    "company.import_preset_deleted": Sentence(
        "trash-2", "grey", _("%(by)s deleted the preset %(name)s of files to bring in")
    ),
    "company.sheets_made": Sentence(
        "download", "amber", _("%(by)s took out what came since %(since)s as sheets (%(sha256)s)")
    ),
    "company.logo_changed": Sentence("image", "grey", _("%(by)s changed the logo")),
    "company.logo_removed": Sentence("image-off", "amber", _("%(by)s removed the logo")),
    "catalogue.added": Sentence("plus", "grey", _("%(by)s added “%(name)s” to the catalogue")),
    "catalogue.edited": Sentence("pencil", "grey", _("%(by)s edited “%(name)s”")),
    "catalogue.moved": Sentence("arrow-up-down", "grey", _("%(by)s moved “%(name)s” to place %(place)s")),
    "catalogue.retired": Sentence("archive", "amber", _("%(by)s retired “%(name)s”")),
    "catalogue.restored": Sentence("archive-restore", "green", _("%(by)s restored “%(name)s”")),
    "catalogue.deleted": Sentence("trash-2", "red", _("%(by)s deleted “%(name)s”")),
    "reminding.edited": Sentence(
        "calendar-clock", "grey", _("%(by)s changed when the shop is reminded of ready devices")
    ),
    "wording.edited": Sentence("message-circle", "grey", _("%(by)s edited the text “%(kind)s” (%(tongue)s)")),
    "past.kept": Sentence("archive", "grey", _("%(by)s brought the history of the old system: %(number)s entries")),
    "past.taken_back": Sentence(
        "undo-2", "amber", _("%(by)s took the history of the old system back: %(number)s entries")
    ),
    # customers
    "customer.created": Sentence("user-plus", "grey", _("%(by)s registered %(name)s")),
    "customer.edited": Sentence("pencil", "grey", _("%(by)s edited the customer's data")),
    "customer.assigned": Sentence("user-check", "blue", _("%(by)s gave the customer to %(new)s")),
    "customer.unassigned": Sentence("user-x", "amber", _("%(by)s left the customer without a seller (was %(old)s)")),
    "customer.retired": Sentence("archive", "amber", _("%(by)s retired the customer")),
    "customer.restored": Sentence("archive-restore", "green", _("%(by)s restored the customer")),
    "customer.deleted": Sentence("trash-2", "red", _("%(by)s deleted %(name)s")),
    "customer.merged": Sentence("merge", "blue", _("%(by)s merged %(name)s (%(code)s) into this customer")),
    "customer.merged_away": Sentence("merge", "blue", _("%(by)s merged this customer into %(name)s (%(code)s)")),
    "customer.merge_undone": Sentence("undo-2", "amber", _("%(by)s undid the merge with %(name)s (%(code)s)")),
    "customer.parted": Sentence("undo-2", "amber", _("%(by)s undid the merge into %(name)s (%(code)s)")),
    "customer.forgotten": Sentence("eraser", "red", _("%(by)s erased everything personal of this customer")),
    "contact.added": Sentence("user-plus", "grey", _("%(by)s added the contact %(name)s")),
    "contact.edited": Sentence("pencil", "grey", _("%(by)s edited the contact %(name)s")),
    "contact.removed": Sentence("user-x", "amber", _("%(by)s removed the contact %(name)s")),
    "address.added": Sentence("map-pin", "grey", _("%(by)s added the address %(address)s")),
    "address.edited": Sentence("pencil", "grey", _("%(by)s edited the address %(address)s")),
    "address.removed": Sentence("map-pin-off", "amber", _("%(by)s removed the address %(address)s")),
    "device.added": Sentence("smartphone", "grey", _("%(by)s added the device %(device)s")),
    "device.edited": Sentence("pencil", "grey", _("%(by)s edited the device %(device)s")),
    "device.handed_over": Sentence("smartphone", "amber", _("%(by)s handed the device %(device)s over to %(name)s")),
    "device.taken_over": Sentence("smartphone", "grey", _("%(by)s took the device %(device)s over from %(name)s")),
    "device.removed": Sentence("trash-2", "amber", _("%(by)s removed the device %(device)s")),
    "link.made": Sentence("link", "grey", _("%(by)s made a tracking link for %(label)s")),
    "link.revoked": Sentence("link-2-off", "red", _("%(by)s revoked the tracking link of %(label)s")),
    # orders
    "order.customer_corrected": Sentence(
        "users", "amber", _("%(by)s corrected the customer of %(number)s: %(new)s, not %(old)s")
    ),
    "customer.order_left": Sentence(
        "users", "grey", _("%(by)s corrected the customer of %(number)s: it is %(name)s's")
    ),
    "order.opened": Sentence("clipboard-plus", "grey", _("%(by)s opened %(number)s: %(device)s")),
    "order.opened_from": Sentence(
        "clipboard-plus", "grey", _("%(by)s opened %(number)s from %(origin)s: %(device)s")
    ),
    "order.assigned": Sentence("user-check", "blue", _("%(by)s assigned %(new)s")),
    "order.unassigned": Sentence("user-x", "amber", _("%(by)s left the order without technician")),
    "order.value_set": Sentence("tag", "purple", _("%(by)s set the value: %(old)s → %(new)s")),
    "order.status_added": Sentence("flag", "blue", _("%(by)s set “%(status)s”")),
    "order.status_edited": Sentence("pencil", "grey", _("%(by)s corrected “%(status)s”")),
    "order.status_withdrawn": Sentence("undo-2", "amber", _("%(by)s withdrew “%(status)s”")),
    "order.status_restored": Sentence("eye", "green", _("%(by)s showed “%(status)s” again")),
    "order.photos_attached": Sentence("camera", "blue", _("%(by)s attached photos to “%(status)s”: %(photos)s")),
    "order.photo_withdrawn": Sentence("image-off", "amber", _("%(by)s withdrew a photo of “%(status)s”")),
    "order.photo_restored": Sentence("image", "green", _("%(by)s showed a photo of “%(status)s” again")),
    "order.files_attached": Sentence("paperclip", "grey", _("%(by)s attached files for the workshop: %(files)s")),
    "order.files_shown": Sentence("paperclip", "blue", _("%(by)s attached files for the customer: %(files)s")),
    "order.file_withdrawn": Sentence("undo-2", "amber", _("%(by)s withdrew an attachment")),
    "order.file_restored": Sentence("eye", "green", _("%(by)s showed an attachment again")),
    "order.internal_added": Sentence("list-checks", "grey", _("%(by)s noted “%(status)s” for the workshop")),
    "order.internal_edited": Sentence("pencil", "grey", _("%(by)s corrected the internal status “%(status)s”")),
    "order.internal_withdrawn": Sentence("undo-2", "amber", _("%(by)s withdrew the internal status “%(status)s”")),
    "order.edited": Sentence("pencil", "grey", _("%(by)s edited the intake")),
    "order.voided": Sentence("ban", "red", _("%(by)s voided the order")),
    "order.link_sent": Sentence("send", "blue", _("%(by)s sent the tracking link to %(address)s")),
    "order.told_by_mail": Sentence("mail", "blue", _("%(by)s wrote to %(address)s about “%(status)s”")),
    "order.told_by_whatsapp": Sentence(
        "message-circle", "blue", _("%(by)s opened WhatsApp with %(address)s about “%(status)s”")
    ),
    "order.told_confirmed": Sentence("check", "green", _("%(by)s says that “%(status)s” was sent by WhatsApp")),
    "order.reminded_by_mail": Sentence(
        "mail", "blue", _("A reminder was written to %(address)s, as %(by)s wanted: “%(status)s”")
    ),
    "order.reminder_set": Sentence(
        "calendar-clock", "grey", _("%(by)s wants to be reminded if nobody comes (days: %(days)s)")
    ),
    "order.status_undone": Sentence("undo-2", "amber", _("%(by)s undid “%(status)s”")),
    "order.visit_booked": Sentence("calendar-plus", "blue", _("%(by)s booked the visit %(number)s for %(when)s")),
    "order.closed": Sentence("circle-check", "green", _("%(by)s closed the order")),
    "order.reopened": Sentence("lock-open", "amber", _("%(by)s reopened the order; its final report is superseded")),
    "part.added": Sentence("package-plus", "grey", _("%(by)s added %(quantity)s × %(part)s: %(price)s")),
    "part.edited": Sentence("pencil", "grey", _("%(by)s corrected the part %(part)s")),
    "part.deleted": Sentence("trash-2", "amber", _("%(by)s deleted %(quantity)s × %(part)s: %(price)s")),
    "order.terms_renewed": Sentence("rotate-ccw", "grey", _("%(by)s changed the terms: version %(old)s → %(new)s")),
    "order.signed": Sentence("signature", "green", _("%(signer)s signed the terms on screen, version %(terms)s")),
    "order.signed_on_own_phone": Sentence(
        "signature", "green", _("%(signer)s signed the terms on the own phone, version %(terms)s; %(by)s gave the link")
    ),
    "order.signed_on_paper": Sentence(
        "signature", "green", _("%(signer)s signed the terms on paper, version %(terms)s")
    ),
    "terms.published": Sentence("signature", "blue", _("%(by)s published version %(number)s of the terms")),
    "terms.ended": Sentence("ban", "amber", _("%(by)s ended the terms: new orders have none")),
    # billing
    "subscription.opened": Sentence("wifi", "green", _("%(by)s signed up %(number)s: %(plan)s for %(price)s a month")),
    "subscription.changed": Sentence("pencil", "grey", _("%(by)s changed the plan %(number)s")),
    "subscription.suspended": Sentence("circle-pause", "amber", _("%(by)s suspended the plan %(number)s")),
    "subscription.resumed": Sentence("circle-play", "green", _("%(by)s took up the plan %(number)s again")),
    "subscription.taken_back": Sentence(
        "undo-2", "amber", _("%(by)s undid an import: the plan %(number)s is gone")
    ),
    "subscription.cancelled": Sentence("ban", "red", _("%(by)s cancelled the plan %(number)s")),
    "balance.opened": Sentence(
        "history", "purple", _("%(by)s wrote down the opening balance %(number)s: %(amount)s")
    ),
    "balance.voided": Sentence("ban", "red", _("%(by)s voided the opening balance %(number)s")),
    "balance.taken_back": Sentence("undo-2", "amber", _("%(by)s took the opening balance %(number)s back")),
    "invoice.issued": Sentence("file-text", "purple", _("%(by)s issued %(number)s: %(plan)s, %(month)s, %(amount)s")),
    "invoice.issued_once": Sentence("file-text", "purple", _("%(by)s issued %(number)s: %(concept)s, %(amount)s")),
    "invoice.reissued": Sentence("file-text", "blue", _("%(by)s issued %(number)s again as %(new)s")),
    "invoice.fine_added": Sentence("plus", "purple", _("%(by)s added a fine to %(number)s: %(amount)s")),
    "invoice.interest_added": Sentence("plus", "purple", _("%(by)s added interest to %(number)s: %(amount)s")),
    "invoice.discount_added": Sentence("tag", "amber", _("%(by)s gave a discount on %(number)s: %(amount)s")),
    "invoice.cancelled": Sentence("ban", "red", _("%(by)s cancelled the invoice %(number)s")),
    "invoices.started": Sentence("play", "blue", _("%(by)s started the invoices of %(month)s: %(total)s to issue")),
    "invoices.ended": Sentence("circle-check", "green", _("The invoices of %(month)s are issued: %(issued)s")),
    # moving in
    "import.done": Sentence("circle-check", "green", _("%(by)s imported %(file)s: %(new)s new customers")),
    "import.undone": Sentence(
        "undo-2", "amber", _("%(by)s undid the import of %(file)s: %(undone)s rows; %(kept)s stayed as they are")
    ),
    # tickets
    "ticket.opened": Sentence("headset", "grey", _("%(by)s opened %(number)s for %(to)s: %(type)s")),
    "ticket.followed": Sentence("headset", "grey", _("%(by)s opened another ticket after %(number)s: %(next)s")),
    "ticket.visit_booked": Sentence("calendar-plus", "blue", _("%(by)s booked the visit %(number)s for %(when)s")),
    # visits
    "visit.booked": Sentence("calendar-plus", "grey", _("%(by)s booked %(number)s (%(kind)s) for %(when)s: %(who)s")),
    "visit.rescheduled": Sentence("calendar-clock", "amber", _("%(by)s moved %(number)s: %(old)s → %(new)s")),
    "visit.moved": Sentence(
        "calendar-clock", "amber", _("%(by)s moved %(number)s: %(old)s, %(was)s → %(new)s, %(who)s")
    ),
    "visit.stretched": Sentence("clock", "grey", _("%(by)s changed how long %(number)s takes: %(long)s minutes")),
    "visit.put_back": Sentence("undo-2", "grey", _("%(by)s undid the last move of %(number)s: %(when)s, %(who)s")),
    "visit.given": Sentence("user-check", "blue", _("%(by)s gave %(number)s to %(new)s (was %(old)s)")),
    "visit.swapped": Sentence(
        "arrow-left-right", "blue", _("%(by)s exchanged %(number)s and %(other)s: %(old)s → %(new)s")
    ),
    "visit.taken": Sentence("user-check", "blue", _("%(by)s took %(number)s")),
    "visit.travelling": Sentence("route", "blue", _("%(who)s left for %(number)s")),
    "visit.arrived": Sentence("map-pin", "blue", _("%(who)s arrived for %(number)s")),
    "visit.done": Sentence("circle-check", "green", _("%(who)s finished %(number)s (%(kind)s)")),
    "visit.photo_shown": Sentence("eye", "blue", _("%(by)s showed a photo of %(number)s to the customer")),
    "visit.photo_hidden": Sentence("eye-off", "amber", _("%(by)s hid a photo of %(number)s from the customer")),
    "visit.failed": Sentence("triangle-alert", "red", _("%(number)s (%(kind)s) failed: %(who)s")),
    "absence.added": Sentence("calendar-clock", "grey", _("%(by)s wrote that %(who)s is away: %(begins)s → %(ends)s")),
    "absence.removed": Sentence(
        "calendar-check", "grey", _("%(by)s took back that %(who)s is away: %(begins)s → %(ends)s")
    ),
    "feed.made": Sentence("link", "grey", _("%(name)s made an address for reading visits in a calendar")),
    "feed.revoked": Sentence("link-2-off", "grey", _("%(name)s revoked an address for reading visits in a calendar")),
    "visit.cancelled": Sentence("ban", "grey", _("%(by)s cancelled %(number)s (%(kind)s), booked for %(when)s")),
    "ticket.forwarded": Sentence("send", "blue", _("%(by)s forwarded %(number)s: %(from)s → %(to)s")),
    "ticket.taken": Sentence("user-check", "blue", _("%(by)s took %(number)s from %(from)s")),
    "ticket.status_set": Sentence("flag", "blue", _("%(by)s changed the status of %(number)s: %(old)s → %(new)s")),
    "ticket.priority_set": Sentence(
        "arrow-up-down", "amber", _("%(by)s changed the priority of %(number)s: %(old)s → %(new)s")
    ),
    "ticket.commented": Sentence("message-circle", "grey", _("%(by)s commented on %(number)s")),
    "ticket.heard": Sentence("user", "grey", _("%(by)s wrote down what the customer said about %(number)s")),
    "ticket.reply_confirmed": Sentence("check", "green", _("%(by)s confirmed that the answer on %(number)s was sent")),
    "ticket.type_set": Sentence("tag", "blue", _("%(by)s changed the type of %(number)s: %(old)s → %(new)s")),
    "ticket.tested": Sentence("list-checks", "blue", _("%(by)s reported a test on %(number)s: %(result)s")),
    "ticket.date_agreed": Sentence(
        "calendar-clock", "amber", _("%(by)s agreed on another date for %(number)s: %(old)s → %(new)s")
    ),
    "ticket.date_withdrawn": Sentence(
        "undo-2", "amber", _("%(by)s withdrew the agreed date of %(number)s: %(old)s → %(new)s")
    ),
    "ticket.closed": Sentence("circle-check", "green", _("%(by)s closed %(number)s as %(type)s: %(outcome)s")),
    "ticket.reopened": Sentence("lock-open", "amber", _("%(by)s reopened %(number)s for %(to)s")),
    "ticket.sent_to_workshop": Sentence("wrench", "blue", _("%(by)s sent %(number)s to the workshop: %(order)s")),
    "ticket.mailed": Sentence("mail", "blue", _("%(by)s wrote to %(address)s about %(number)s")),
    "ticket.link_sent": Sentence("send", "blue", _("%(by)s sent the link of %(number)s to %(address)s")),
    # cash
    "payment.received": Sentence("banknote", "purple", _("%(by)s collected %(amount)s (%(method)s): %(receipt)s")),
    "payment.recorded": Sentence(
        "banknote", "purple", _("%(by)s wrote down %(amount)s that came on %(came_on)s (%(method)s): %(receipt)s")
    ),
    "change.given": Sentence("coins", "grey", _("%(by)s gave %(amount)s of change on %(receipt)s")),
    "payment.repeated": Sentence(
        "triangle-alert", "amber", _("%(by)s registered %(receipt)s, whose reference %(reference)s was already used")
    ),
    "payment.reversed": Sentence("undo-2", "red", _("%(by)s reversed %(receipt)s: %(amount)s are owed again")),
    "receipt.printed": Sentence("printer", "grey", _("%(by)s printed the receipt %(receipt)s")),
    "receipt.copied": Sentence("copy", "grey", _("%(by)s printed a copy of the receipt %(receipt)s")),
    "rate.set": Sentence("arrow-left-right", "grey", _("%(by)s set the rate of %(day)s: %(new)s (was %(old)s)")),
    # messages
    "message.retried": Sentence("send", "grey", _("%(by)s sent a message again")),
}  # fmt: skip

TO_BE_DIAGNOSED = _("to be diagnosed")
UNDOES = "undoes"  # the fact of an event that takes back what its author had just done
BY_UNDO = _("%(event)s (undo)")

# Names of what changed, in the order in which a history lists them.
FIELDS: dict[str, Any] = {
    "name": _("Name"),
    "kind": _("Kind"),
    "trade_name": _("Trade name"),
    "ready_goal": _("Days until an order is ready"),
    "document_kind": _("Kind of document"),
    "document": _("Document"),
    "phone": _("Phone"),
    "whatsapp": _("WhatsApp"),
    "other_phone": _("Other phone"),
    "email": _("E-mail"),
    "receives_invoices": _("Receives invoices"),
    "receives_notices": _("Receives notices"),
    "address": _("Address"),
    "place": _("What the place is called"),
    "line": _("Street and number"),
    "district": _("District"),
    "city": _("City"),
    "state": pgettext_lazy("address", "State"),
    "postcode": _("Postcode"),
    "landmark": _("Landmark"),
    "brand": _("Brand"),
    "model": _("Model"),
    "serial": _("Serial or IMEI"),
    "language": _("Language"),
    "seller": _("Seller"),
    "since": _("Since"),
    "notes": _("Notes"),
    "status": _("Status"),
    "note": _("Note"),
    "text": _("Text"),
    "first_days": _("First time after days"),
    "again_days": _("Once more after days"),
    "years_kept": _("Years that invoices keep whom they were issued to"),
    "by_mail": _("Reminders leave by e-mail"),
    "promised_at": _("Promised for"),
    "reason": _("Reason"),
    "accessories": _("Accessories left"),
    "condition": _("Visible condition"),
    "unlock_code": _("Unlock code"),
    "position": _("Position"),
    "positions": _("Positions"),
    "receives_tickets": _("Receives tickets"),
    "currency": _("Currency"),
    # parts
    "description": _("Description"),
    "quantity": _("Quantity"),
    "unit_price": _("Unit price"),
    "is_chargeable": _("Charged to the customer"),
    "warranty": _("Warranty"),
    # company
    "tax_kind": _("Kind of tax id"),
    "tax_id": _("Tax id"),
    "country": _("Country"),
    "zone": _("Time zone"),
    "second_currency": _("Second currency"),
    "has_workshop": _("Workshop"),
    "has_care": _("Customer care"),
    "shows_prices": _("Show prices"),
    "tracking_days": _("Days that a link lives after closing"),
    "slip_paper": _("Paper of the slip"),
    "session_hours": _("Hours without use until signing in again"),
    "remember_days": _("Days without use with “keep me signed in”"),
    "pix_kind": _("Kind of PIX key"),
    "pix_key": _("PIX key"),
    "fine_bp": _("Fine for late payment"),
    "interest_bp": _("Interest a month"),
    "prorates": _("Bill parts of months by their days"),
    "least_due_days": _("Days to pay at least"),
    "due_rule": _("Due on a day without banks"),
    "export_reason_rows": _("Rows beyond which an export asks why"),
    # plans
    "plan": _("Plan"),
    "price": _("Price a month"),
    "due_day": _("Due day"),
    "started_on": _("Start"),
    "login": _("Login"),
    "ip": _("IP address"),
    "mac": _("MAC address"),
    "access_point": _("Access point"),
    "down_mbps": _("Download, Mbps"),
    "up_mbps": _("Upload, Mbps"),
    "technology": _("Technology"),
    # catalogues
    "customer_name": _("What the customer reads"),
    "stage": _("Stage"),
    "needs_reference": _("Asks for a reference"),
    "waits_for_parts": _("Means waiting for a part"),
    "parent": _("Under"),
    "hours": _("Hours until due"),
    "minutes": _("Minutes"),
    "priority": _("Priority"),
    "goes_to": _("Goes to the position"),
    "is_for_opening": _("Tickets are opened with it"),
    "is_for_closing": _("Tickets are closed with it"),
    "script": _("What to ask and say"),
    "tone": _("Colour"),
    "icon": _("Drawing"),
    "stops_clock": _("Waits for the customer"),
    # tickets
    "type": _("Type"),
}
