"""Everything that happens by itself. `manage.py work` does it; each entry is harmless to do twice or in two workers."""

from datetime import timedelta

from faena.billing import jobs as billing
from faena.customers import forgetting
from faena.files import jobs as files
from faena.home import first_steps
from faena.hooks import jobs as hooks
from faena.journal import jobs as journal
from faena.lib.schedule import Scheduled
from faena.moving import jobs as moving
from faena.moving.archive import jobs as archives
from faena.notifications import jobs as notifications
from faena.orders import jobs as orders
from faena.summary import jobs as summary
from faena.upkeep import health, room, tidying
from faena.upkeep import jobs as upkeep

OFTEN = timedelta(seconds=30)
SOMETIMES = timedelta(minutes=10)
HOURLY = timedelta(hours=1)

SCHEDULE = [
    Scheduled("Say that the worker works", OFTEN, health.say_that_one_works),
    Scheduled("Send the messages whose next attempt is due", OFTEN, notifications.resume_due),
    Scheduled("Call the webhooks whose next try is due", OFTEN, hooks.resume_due),
    Scheduled("Read the pictures whose job died", OFTEN, files.resume_pending),
    Scheduled("Go on with the invoices whose job died", OFTEN, billing.resume_runs),
    Scheduled("Go on with the imports whose job died", OFTEN, moving.resume_imports),
    Scheduled("Seal who came in and what was taken out", OFTEN, journal.seal_accesses),
    Scheduled("Put back the jobs whose worker died", OFTEN, tidying.put_back_jobs),
    Scheduled("Begin the backup or the drill that is due", OFTEN, upkeep.look_after_backups),
    Scheduled("Count the days that are over", SOMETIMES, summary.sum_days),
    Scheduled("Remove uploads that no row knows", HOURLY, files.remove_left_over),
    Scheduled("Remind customers who do not collect what is ready", HOURLY, orders.remind_customers),
    Scheduled("Blank the links of messages that were given up", HOURLY, notifications.forget_secrets),
    Scheduled("Forget what was sent to webhooks more than a month ago", HOURLY, hooks.forget_deliveries),
    Scheduled("Forget notices older than two months", HOURLY, notifications.forget_notices),
    Scheduled("Remove jobs that ended more than a week ago", HOURLY, tidying.remove_old_jobs),
    Scheduled("Forget idempotency keys older than a month", HOURLY, tidying.forget_operations),
    Scheduled("Forget the addresses of accesses older than a year", HOURLY, journal.forget_addresses),
    Scheduled("Forget throttles whose window has ended", HOURLY, tidying.forget_throttles),
    Scheduled("Tell the database how its rows are spread", HOURLY, tidying.renew_statistics),
    Scheduled("Forget files that were imported more than a month ago", HOURLY, moving.forget_files),
    Scheduled("Keep a reserve of room on the disk", HOURLY, room.keep_reserve),
    Scheduled("Take the first steps off home once all are done", HOURLY, first_steps.end_when_done),
    Scheduled("Delete archives of the company that were made a day ago", HOURLY, archives.remove_old_archives),
    Scheduled("Erase whom old invoices of forgotten customers were issued to", HOURLY, billing.drop_billed),
    Scheduled("List the customers who were forgotten outside of the database", HOURLY, forgetting.write_list),
    Scheduled("Remove sessions that have ended", HOURLY, tidying.remove_sessions),
]
