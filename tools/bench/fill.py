"""A shop that was opened (the demo) gets many customers and what hangs on them, by the database's bulk path.

    python -m tools.bench.fill 100000

fsck holds afterwards. The seed is fixed: twice the same size is the same shop, but for the moments, which end now."""

import gc
import os
import sys
import time


def fill(size: int) -> None:
    from faena.summary.jobs import forget_days, sum_days
    from tools import say
    from tools.bench.bulk import bulk
    from tools.bench.customers import customers
    from tools.bench.invoices import invoices
    from tools.bench.orders import orders
    from tools.bench.shop import Shop, count_received
    from tools.bench.tickets import tickets
    from tools.bench.visits import visits

    begun = time.monotonic()
    gc.disable()  # it would look through a million customers again and again, and there are no cycles
    with bulk(count_received):
        shop = Shop(size)
        shop.hire()
        crowd = customers(shop)
        for what in (invoices, orders, tickets, visits):
            what(shop, crowd)
            say(f"{time.monotonic() - begun:6.1f} s: {what.__name__}")
        shop.keep_numbers()
    forget_days()
    say(f"{time.monotonic() - begun:6.1f} s: {sum_days(most=None)} days of the summary")
    say(f"{time.monotonic() - begun:6.1f} s: {shop.history.events.id:,} events, indexes, guards")
    gc.enable()


def main(size: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    fill(size)


if __name__ == "__main__":
    from tools import SetupError

    try:
        main(int(sys.argv[1]))
    except SetupError as error:
        sys.exit(str(error))
