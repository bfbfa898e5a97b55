"""The owner's page put together: which cards a company has, and what each of them says (B21)."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from faena.accounts.models import User
from faena.company.models import Company
from faena.lib.routes import url_if
from faena.summary import cards
from faena.summary.cards import Card, Row
from faena.summary.figures import Figures, read_figures
from faena.summary.models import ReadyGoal
from faena.summary.open_now import open_orders, receivables, visits_of
from faena.summary.periods import Period, Span, weeks_of


@dataclass(frozen=True)
class SummaryPage:
    """`first`: what came in, as wide as the page; `others`: three in a row. `unknown_before`: the day before which the
    worker has not counted yet, None where it has."""

    period: Period
    first: Card
    others: list[Card]
    extras: list[Row]
    unknown_before: date | None


def summary_page(user: User, company: Company, period: Period) -> SummaryPage:
    """Twelve questions at most, however much there is."""
    today, has_workshop, has_care = period.today, company.has_workshop, company.has_care
    weeks = weeks_of(period, company.country)
    figures = read_figures(
        (period, period.before),
        Span(weeks[0].start, weeks[-1].end),
        period,
        today=today,
        zone=ZoneInfo(company.zone),
    )
    others: list[Card] = []
    visits = visits_of(user, today) if has_care else {}
    orders = open_orders(user, visits, has_workshop=has_workshop)
    if has_workshop:
        goal = ReadyGoal.objects.get(pk=1).days
        others += [cards.flow(period, figures, company.country), cards.ready(period, figures, company.country, goal)]
        others.append(cards.stages(orders, company, url_if("orders:board")))
    others.append(cards.receivables(receivables(user, company, today), company))
    if has_care:
        others.append(cards.tickets(period, figures))
    others.append(cards.load(orders.loads, workshop=has_workshop, care=has_care, today=today.isoformat()))
    extras = cards.extras(period, figures, company)
    return SummaryPage(period, cards.collected(period, figures, company), others, extras, _unknown(figures, period))


def _unknown(figures: Figures, period: Period) -> date | None:
    """Only where the page shows such days."""
    return figures.known_from if not figures.is_whole and period.before.start < figures.known_from else None
