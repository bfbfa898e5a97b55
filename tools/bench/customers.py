"""Customers with what hangs on them: address, contact, device, plan, and the terms by which all of it is found."""

from dataclasses import dataclass, field
from datetime import datetime

from stdnum.ve.rif import calc_check_digit

from faena.billing.models import Plan, Subscription
from faena.customers.models import Address, Contact, Customer, Device
from tools.bench import names
from tools.bench.bulk import Table
from tools.bench.history import Life
from tools.bench.shop import Shop, day_of

DUE_DAYS = (5, 12, 20)
PREFIXES = ("412", "414", "416", "424", "426")
FIRMS, TWO_FIRST, RARE_LAST = 0.15, 0.4, 0.6  # shares of customers, of people, of people
WITH_MAIL, WITH_SELLER, WITH_CONTACT, WITH_DEVICE, WITH_PLAN, RETIRED = 0.5, 0.6, 0.2, 0.75, 0.6, 0.01


@dataclass(frozen=True, slots=True)
class Subscribed:
    id: int
    plan: Plan
    due_day: int
    since: datetime


@dataclass
class Crowd:
    """The customers that came, by key: their places, devices (key and name) and plans."""

    ids: list[int] = field(default_factory=list)
    addresses: dict[int, str] = field(default_factory=dict)
    devices: dict[int, tuple[int, str]] = field(default_factory=dict)
    plans: dict[int, Subscribed] = field(default_factory=dict)


def customers(shop: Shop) -> Crowd:
    return _Customers(shop).come()


class _Customers:
    def __init__(self, shop: Shop) -> None:
        self.shop, self.dice, self.crowd = shop, shop.dice, Crowd()
        self.cities = [city for city, share in names.CITIES.items() for _ in range(share)]
        self.customers = Table(
            Customer,
            "uid code kind name sort_name document_kind document document_key phone email language since created_at "
            "retired_at seller_id",
        )
        self.addresses = Table(Address, "label line district city customer_id")
        self.contacts = Table(Contact, "uid name kind customer_id")
        self.devices = Table(Device, "uid kind brand model serial serial_key customer_id")
        self.subscriptions = Table(
            Subscription,
            "uid number price currency due_day started_on login ip address access_point branch_id customer_id plan_id",
        )

    def come(self) -> Crowd:
        chance = self.dice.random
        for place in range(1, self.shop.size + 1):
            made = self.shop.moment(place / (self.shop.size + 1))
            customer, life = self._customer(place, made)
            self.crowd.ids.append(customer)
            self._address(customer, made, life)
            if chance() < WITH_CONTACT:
                self._contact(customer, made, life)
            if chance() < WITH_DEVICE:
                self._device(place, customer, made, life)
            if chance() < WITH_PLAN:
                self._plan(place, customer, made)
        return self.crowd

    def _customer(self, place: int, made: datetime) -> tuple[int, Life]:
        shop, dice = self.shop, self.dice
        is_firm = dice.random() < FIRMS
        name = self._firm() if is_firm else self._person()
        kind, document, key = _firms_document(place) if is_firm else _persons_document(place)
        code, phone = shop.number("customer"), f"+58{dice.choice(PREFIXES)}{place * 7919 % 10000000:07d}"
        seller = dice.choice(shop.sellers) if dice.random() < WITH_SELLER else None
        email = f"cliente{place}@correo.example" if dice.random() < WITH_MAIL else ""
        folded, since = shop.fold(name), str(made)
        customer = self.customers.put(
            shop.uid(), code, "company" if is_firm else "person", name, folded, kind, document, key, phone, email,
            "es" if dice.random() < 0.8 else "pt-br", str(day_of(made)), since,
            since if dice.random() < RETIRED else None, seller,
        )  # fmt: skip
        joined = shop.fold("".join(sign for sign in name if sign not in "'’`´."))
        terms = [("code", str(code)), ("document", document.lower()), ("name", folded)]
        terms += [("phone", phone[1:]), ("phone", f"0{phone[3:]}")]
        terms += [("name", joined)] if joined != folded else []
        terms += [("email", f"cliente{place} correo example")] if email else []
        for of, value in terms:
            shop.terms.put(of, value, "customer", customer, customer)
        life = shop.history.of("customer", customer, customer)
        facts = {"code": code, "seller_id": seller}
        life.tell("customer.created", made, seller or dice.choice(shop.operators), facts, {"name": name})
        return customer, life

    def _firm(self) -> str:
        choice = self.dice.choice
        return f"{choice(names.FIRMS)} {choice(self.shop.rare)} {choice(names.LAST)}, C.A."

    def _person(self) -> str:
        choice, chance = self.dice.choice, self.dice.random
        first = f"{choice(names.FIRST)} {choice(names.FIRST)}" if chance() < TWO_FIRST else choice(names.FIRST)
        return f"{first} {choice(names.LAST)} {choice(self.shop.rare if chance() < RARE_LAST else names.LAST)}"

    def _address(self, customer: int, made: datetime, life: Life) -> None:
        shop, choice = self.shop, self.dice.choice
        street, house = f"Calle {choice(names.STREETS)}", self.dice.randint(1, 400)
        district, city = choice(names.DISTRICTS), choice(self.cities)
        line = f"{street}, casa {house}"
        whole = self.crowd.addresses[customer] = f"{line}, {district}, {city}"
        address = self.addresses.put("Casa", line, district, city, customer)
        value = f"{shop.fold(street)} casa {house} {shop.fold(district)} {shop.fold(city)}"
        shop.terms.put("address", value, "address", address, customer)
        life.tell("address.added", made, shop.operators[0], {"address_id": address}, {"address": whole})

    def _contact(self, customer: int, made: datetime, life: Life) -> None:
        shop = self.shop
        name = f"{self.dice.choice(names.FIRST)} {self.dice.choice(names.LAST)}"
        contact = self.contacts.put(shop.uid(), name, "Administración", customer)
        shop.terms.put("contact", shop.fold(name), "contact", contact, customer)
        life.tell("contact.added", made, shop.operators[0], {"contact_id": contact}, {"name": name})

    def _device(self, place: int, customer: int, made: datetime, life: Life) -> None:
        shop = self.shop
        kind, brand, model = self.dice.choice(names.DEVICES)
        name, serial = f"{kind} {brand} {model}", f"SN{place:08d}X"
        device = self.devices.put(shop.uid(), kind, brand, model, serial, serial.lower(), customer)
        self.crowd.devices[customer] = device, name
        shop.terms.put("device", shop.fold(name), "device", device, customer)
        shop.terms.put("serial", serial.lower(), "device", device, customer)
        said = {"device": name, "serial": serial}
        life.tell("device.added", made, shop.operators[0], {"device_id": device}, said)

    def _plan(self, place: int, customer: int, made: datetime) -> None:
        shop, dice = self.shop, self.dice
        number, plan, due_day = shop.number("contract"), dice.choice(shop.plans), dice.choice(DUE_DAYS)
        name = shop.fold(dice.choice(names.LAST))
        login = f"u{place}.{name}"
        subscription = self.subscriptions.put(
            shop.uid(), number, plan.price, plan.currency, due_day, str(day_of(made)), login,
            f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}", self.crowd.addresses[customer], "Caja 9",
            shop.branch, customer, plan.pk,
        )  # fmt: skip
        self.crowd.plans[customer] = Subscribed(subscription, plan, due_day, made)
        shop.terms.put("login", f"u{place} {name}", "subscription", subscription, customer)
        facts = {"number": f"C-{number:06d}", "plan": plan.name, "price": shop.money(plan.price)}
        life = shop.history.of("subscription", subscription, customer)
        life.tell("subscription.opened", made, shop.masters[0], facts)


def _firms_document(place: int) -> tuple[str, str, str]:
    """Kind, what is written and the key of it."""
    number = f"J{40_000_000 + place}"
    return "ve_rif", number + str(calc_check_digit(number)), f"ve:{number}"


def _persons_document(place: int) -> tuple[str, str, str]:
    number = f"V{50_000_000 + place}"
    return "ve_cedula", number, f"ve:{number}"
