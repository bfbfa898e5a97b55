"""What plans cost: the invoices of the last three months, most of them paid."""

from datetime import date, datetime, timedelta

from faena.billing.models import Invoice, InvoiceLine
from tools.bench.bulk import Table
from tools.bench.customers import Crowd
from tools.bench.shop import Shop

MONTHS = 3
PAID = 0.92  # of those of earlier months
PAID_OF_THE_LAST = 0.8


def invoices(shop: Shop, crowd: Crowd) -> None:
    table = Table(Invoice, "number period issued_at branch_id charge_id customer_id issued_by_id subscription_id")
    lines = Table(InvoiceLine, "kind description amount at by_id invoice_id")
    months = _months(shop.now.date())
    chance, by = shop.dice.random, shop.masters[0]
    for month in months:
        issued, paid = datetime(month.year, month.month, 1, 12), PAID_OF_THE_LAST if month == months[-1] else PAID
        if issued > shop.now:
            continue
        moment, period = str(issued), str(month)
        for customer, subscribed in crowd.plans.items():
            if subscribed.since >= issued:
                continue
            plan, number = subscribed.plan, shop.number("invoice")
            account, concept, key = f"F-{number:06d}", f"{plan.name} · {month:%m/%Y}", table.id + 1
            due = str(month.replace(day=subscribed.due_day))
            charge = shop.charges.put(
                "invoice", key, account, concept, plan.currency, plan.price, period, due, customer
            )  # fmt: skip
            table.put(number, period, moment, shop.branch, charge, customer, by, subscribed.id)
            lines.put("plan", plan.name, plan.price, moment, by, key)
            facts = {"number": account, "plan": plan.name, "month": f"{month:%m/%Y}"}
            life = shop.history.of("invoice", key, customer)
            life.tell("invoice.issued", issued, by, {**facts, "amount": shop.money(plan.price)})
            if chance() < paid:
                at = min(issued + timedelta(minutes=shop.dice.randint(60, 40_000)), shop.now)
                life = shop.history.of("charge", charge, customer)
                shop.pay(charge, plan.price, at, shop.dice.choice(shop.operators), life)


def _months(today: date) -> list[date]:
    """The first days of this month and of those before it, the oldest first."""
    counted = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(counted - MONTHS + 1, counted + 1)]
