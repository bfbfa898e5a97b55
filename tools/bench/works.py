"""What is done with the filled shop, what has to come of it, and how fast it should be (docs/performance.md).

`{orders}` in a path is one of what tools/bench/drawn.py drew under that name, another for each request."""

import itertools
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any, Final

from tools import SetupError
from tools.bench.pageforms import OTHER

PASSWORD: Final = "faena de hoy"  # of the demo, and of those who were hired
CLIENTS: Final = 8
SIGN_INS: Final = ["operator@faena.example", *(f"operator{place + 10}@faena.example" for place in range(CLIENTS - 1))]
EXPORTS: Final = "master@faena.example"
EXPORT: Final = "/customers/?format=csv"

# p50 of one client ÷ p50 of the empty view, on SQLite; on PostgreSQL twice that.
LIST, SEARCH, PAGE, TRACKING, CHANGE, CREATION = 25, 30, 35, 15, 20, 30
TWO_WORDS_AT_A_MILLION = 60
OF_LISTS, OF_PAGES = 8, 15  # queries
A_CUSTOMER, AN_ORDER, A_TICKET = r'href="/customers/\d+/', r"OS-\d{6}", r"A-\d{6}"


@dataclass(frozen=True)
class Work:
    """`ratio`: p50 ÷ p50 of the empty view, at most; None: no goal. `most_ms`: p50 at most. `contains`, `lacks`: what
    the answer has to have, and must not. `typed`: into the form of `path`, which is then sent."""

    id: str
    name: str
    path: str
    ratio: int | None
    contains: str = "<main"
    lacks: str = ""
    most_queries: int = OF_PAGES
    most_ms: float | None = None
    typed: dict[str, str] = field(default_factory=dict)
    at_a_million: int | None = None  # the ratio on SQLite there; None: no goal

    @property
    def is_write(self) -> bool:
        return bool(self.typed)


def _list(id: str, name: str, path: str, contains: str, lacks: str = "") -> Work:
    return Work(id, name, path, LIST, contains, lacks, OF_LISTS, at_a_million=LIST)


def _search(id: str, name: str, path: str, contains: str, lacks: str = "", *, at_a_million: int = SEARCH) -> Work:
    return Work(id, name, path, SEARCH, contains, lacks, OF_LISTS, at_a_million=at_a_million)


READS: Final = [
    _list("customers", "customer list", "/customers/", A_CUSTOMER),
    _search("common", "search jose (common)", "/customers/?q=jose", A_CUSTOMER),
    _search("rare", "search a rare name", "/customers/?q={rare}", A_CUSTOMER),
    _search("none", "search zzqxv (no hit)", "/customers/?q=zzqxv", "<main", A_CUSTOMER),
    _search(
        "two", "search pena jose (two words)", "/customers/?q=pena+jose", A_CUSTOMER,
        at_a_million=TWO_WORDS_AT_A_MILLION,
    ),
    _search("two-none", "search jose zzqxv (no hit)", "/customers/?q=jose+zzqxv", "<main", A_CUSTOMER),
    _search("letters", "search jo (two letters)", "/customers/?q=jo", A_CUSTOMER),
    _search("digits", "search 4127 (digits)", "/customers/?q=4127", A_CUSTOMER),
    _search("document", "search a document", "/customers/?q={documents}", A_CUSTOMER),
    _search("city", "search caracas (half of all)", "/customers/?q=caracas", A_CUSTOMER),
    _search("hits", "hits under the box, jos", "/customers/hits/?q=jos", 'class="hit"'),
    _list("orders", "order list (open)", "/orders/", AN_ORDER),
    _list("orders-status", "order list by status", "/orders/?status={order_statuses}", AN_ORDER),
    _list("orders-promised", "order list, promised soonest", "/orders/?sort=promised", AN_ORDER),
    _search("orders-search", "order search jose", "/orders/?q=jose", AN_ORDER),
    Work("sheet", "order sheet", "/orders/{orders}/", PAGE, AN_ORDER),
    Work("sheet-open", "order sheet (open order)", "/orders/{open_orders}/", PAGE, AN_ORDER),
    _list("mine", "ticket queue, mine", "/tickets/?whose=mine", A_TICKET),
    _list("queue", "ticket queue, all", "/tickets/?whose=all", A_TICKET),
    _list("queue-city", "ticket queue, all of a city", "/tickets/?whose=all&city=Valencia", A_TICKET),
    _search("queue-search", "queue search jose", "/tickets/?whose=all&q=jose", A_TICKET),
    Work("ticket", "ticket", "/tickets/{tickets}/", PAGE, A_TICKET),
    Work("history", "ticket, what the customer reads", "/tickets/{tickets}/?history=customer", PAGE, A_TICKET),
    Work("record", "customer record", "/customers/{customers}/", PAGE),
    Work("record-busy", "customer record, busy ones", "/customers/{busy}/", PAGE),
    Work("statement", "statement", "/customers/{invoiced}/statement/", PAGE, r"F-\d{6}"),
    Work("home", "home (operator)", "/", PAGE),
    Work("tracking", "tracking page", "/t/{tokens}/", TRACKING, AN_ORDER),
    Work("slip", "slip PDF", "/orders/{orders}/slip.pdf", None, "%PDF", most_ms=30),
]  # fmt: skip
WRITES: Final = [
    Work(
        "comment", "add a comment", "/tickets/{open_tickets}/comments/", CHANGE,
        typed={"text": "Nota {i} del banco de pruebas"},
    ),
    Work("status", "set a ticket's status", "/tickets/{open_tickets}/status/", CHANGE, typed={"status": OTHER}),
    Work(
        "forward", "forward a ticket", "/tickets/{open_tickets}/forwarding/", CHANGE,
        typed={"destination": f"{OTHER}user-", "to": "user", "reason": "Le toca a otro, {i}"},
    ),
    Work(
        "order-status", "add an order's status", "/orders/{open_orders}/statuses/", CHANGE,
        typed={"status": OTHER, "note": "Nota {i}"},
    ),
    Work(
        "customer", "create a customer", "/customers/new/", CREATION, typed={"name": "José Peña Prueba {i}"},
    ),
    Work(
        "intake", "intake", "/orders/new/?customer={customers}", CREATION,
        typed={
            "reason": "No enciende", "device": "", "device_kind": "Laptop", "brand": "HP", "model": "X {i}",
            "service_value": "50",
        },
    ),
]  # fmt: skip
ALL: Final = [*READS, *WRITES]


class Places:
    """Where a work is done each time, and what is typed there."""

    def __init__(self, drawn: dict[str, list[Any]]) -> None:
        self.drawn = drawn
        self.dice, self.counter = random.Random(7), itertools.count(int(time.time()))

    def of(self, work: Work) -> tuple[str, dict[str, str]]:
        wanted = {name: self._one(name) for name in re.findall(r"{(\w+)}", work.path)}
        place = str(next(self.counter))
        return work.path.format(**wanted), {name: text.format(i=place) for name, text in work.typed.items()}

    def _one(self, name: str) -> Any:
        if not self.drawn[name]:
            raise SetupError(f"The shop has no {name} to ask for: it is too small.")
        return self.dice.choice(self.drawn[name])
