"""Numbers of the company's own: one way to write each, and every way in which people and scanners say it."""

import pytest

from faena.agenda.models import VISIT_NUMBERS
from faena.billing.models import INVOICE_NUMBERS, SUBSCRIPTION_NUMBERS
from faena.cash.models import RECEIPT_NUMBERS
from faena.lib.series import Series
from faena.orders.models import ORDER_NUMBERS
from faena.tickets.models import TICKET_NUMBERS


@pytest.mark.parametrize(
    "said",
    ["OS-000048", "os-000048", "OS48", "os 48", "48", "#48", "nº 48", "N° 48", "No. 48", "nro 48", "000048",
     "OS'000048", "OS–48", " os_48 ", "ＯＳ－４８", "٤٨"],
)  # fmt: skip
def test_a_number_is_read_however_it_is_said(said):
    assert Series("OS").read(said) == 48


@pytest.mark.parametrize(
    "said", ["", "os", "OS-", "0", "OS-000000", "A-000048", "48 a", "4 8 os", "OS-48-2b", "9" * 16, "1,5 kg"]
)
def test_other_words_mean_none(said):
    assert Series("OS").read(said) is None


def test_what_is_written_is_read_again():
    assert [ORDER_NUMBERS.write(number) for number in (7, 1_234_567)] == ["OS-000007", "OS-1234567"]
    assert [ORDER_NUMBERS.read(ORDER_NUMBERS.write(number)) for number in (7, 1_234_567)] == [7, 1_234_567]
    assert (TICKET_NUMBERS.rewrite("a14"), TICKET_NUMBERS.rewrite("Ana 14")) == ("A-000014", "Ana 14")


def test_each_kind_has_letters_of_its_own():
    kinds = [ORDER_NUMBERS, TICKET_NUMBERS, RECEIPT_NUMBERS, VISIT_NUMBERS, INVOICE_NUMBERS, SUBSCRIPTION_NUMBERS]

    assert len({kind.prefix for kind in kinds}) == len(kinds)
    assert [kind.prefix for kind in kinds for other in kinds if kind is not other and other.read(kind.write(1))] == []
