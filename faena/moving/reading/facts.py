"""What a row of the old system says, part by part, in the forms in which the program keeps it.

Phones in E.164, documents in their one spelling with their kind (lib/taxid.py), money in minor units of the plan's
currency, days as dates. "" and None: the row does not say."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class CustomerRead:
    name: str
    trade_name: str = ""
    is_company: bool = False
    document_kind: str = ""
    document: str = ""
    phone: str = ""
    email: str = ""
    birthday: date | None = None
    notes: str = ""
    since: date | None = None
    old_code: str = ""
    seller: str = ""


@dataclass(frozen=True)
class ContactRead:
    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    other_phone: str = ""


@dataclass(frozen=True)
class AddressRead:
    label: str = ""
    line: str = ""
    landmark: str = ""
    district: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class DeviceRead:
    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""
    notes: str = ""


@dataclass(frozen=True)
class SubscriptionRead:
    """`state`: active, inactive (suspended) or cancelled, then `until` is the day; `reason`: the old system's word.
    `plan`: its old name, "" where the word in the column is a state and no plan."""

    plan: str
    price: int | None = None
    login: str = ""
    due_day: int | None = None
    state: str = "active"
    since: date | None = None
    until: date | None = None
    reason: str = ""
    address: AddressRead | None = None
    ip: str = ""
    mac: str = ""
    old_number: str = ""


@dataclass(frozen=True)
class PlanRead:
    """A plan of the old system's table of plans. Speeds in kbit/s."""

    name: str
    price: int | None = None
    down: int | None = None
    up: int | None = None


@dataclass(frozen=True)
class BalanceRead:
    """What the customer owed; never below 1."""

    concept: str
    amount: int
    due: date | None = None
    old_number: str = ""


@dataclass(frozen=True)
class PastRead:
    """What was over in the old system. `kind`: order, ticket, payment or invoice."""

    kind: str
    old_number: str = ""
    opened: date | None = None
    ended: date | None = None
    state: str = ""
    amount: int | None = None
    paid: int | None = None
    text: str = ""


@dataclass(frozen=True)
class OrderRead:
    """An open order. `value` None: to be diagnosed. `state`: the old system's word."""

    device: DeviceRead
    reason: str = ""
    accessories: str = ""
    condition: str = ""
    value: int | None = None
    advance: int | None = None
    opened: date | None = None
    promised: date | None = None
    state: str = ""
    old_number: str = ""


@dataclass(frozen=True)
class Facts:
    """All that one row says. `customer` None: the row is about a customer of another row, whom `key` names.

    `key`: "old:100451", "document:ve:V6558466" (the program's document_key), "login:ana" or "name:" and the folded
    name: what says that two rows are of one customer; "" for nothing. `keys`: all that hold, the strongest first."""

    customer: CustomerRead | None = None
    contacts: tuple[ContactRead, ...] = ()
    addresses: tuple[AddressRead, ...] = ()
    devices: tuple[DeviceRead, ...] = ()
    subscription: SubscriptionRead | None = None
    plans: tuple[PlanRead, ...] = ()
    balances: tuple[BalanceRead, ...] = ()
    pasts: tuple[PastRead, ...] = ()
    orders: tuple[OrderRead, ...] = ()
    keys: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""
