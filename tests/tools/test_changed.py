"""What a change can reach, on the files as they are."""

import pytest

from tools import changed


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("faena/lib/money.py", {"tests/lib/test_money.py", "tests/cash/test_receipt.py"}),
        ("faena/orders/templates/orders/sheet.html", {"tests/orders/test_sheet.py"}),
        ("faena/ui/static/ui/photos.js", {"tests/orders/test_add_status.py"}),  # through ui/_forms.html
        ("faena/ui/scripts/picking.js", {"tests/orders/test_intake_page.py"}),  # joined, through ui/base.html
        ("faena/ui/styles/parts.css", {"tests/orders/test_intake_page.py"}),
        ("faena/cash/guards.py", {"tests/cash/test_receive_payment.py"}),  # imported by apps.py alone
        ("tests/factories.py", {"tests/cash/test_receipt.py", "tests/tickets/test_forward.py"}),
    ],
)
def test_it_reaches_who_leans_on_it(path, reached):
    assert reached <= set(changed.reached_tests([path]))


def test_it_does_not_reach_who_does_not():
    assert "tests/lib/test_money.py" not in changed.reached_tests(["faena/tickets/actions/forwarding.py"])
    assert changed.reached_tests(["README.md"]) == []


def test_the_nearest_come_first_and_what_does_not_fit_is_told():
    run, left = changed.chosen(["tests/cash/test_receipt.py", "faena/lib/money.py"], processes=3)

    assert run[:3] == [*changed.ALWAYS, "tests/cash/test_receipt.py"]
    assert not set(run) & set(left)
    assert {path for path in left if path.startswith("tests/browser/")}
