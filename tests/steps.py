"""Steps of actions, each an action by itself here: what they promise is asked of them alone."""

from faena.cases import actions as cases
from faena.cash import actions as cash
from faena.customers import actions as customers
from faena.files import actions as files
from faena.journal.unit_of_work import action
from faena.notifications import actions as notifications

alone = action(authorised_by="a test")

make_link = alone(cases.make_link)
find_or_add_device = alone(customers.find_or_add_device)
link_unless_revoked = alone(cases.link_unless_revoked)
link_expires = alone(cases.link_expires)
set_amount = alone(cash.set_amount)
receive_attachments = alone(files.receive_attachments)
receive_picture = alone(files.receive_picture)
discard = alone(files.discard)
notify = alone(notifications.notify)
notify_many = alone(notifications.notify_many)
